import type { Context } from 'aws-lambda';
import { boot } from './boot.ts';

let run: ReturnType<typeof boot> | null = null;

export const handler = (request: unknown, context: Context): Promise<unknown> => {
  run ??= boot(process.env);
  return run(request, context);
};
