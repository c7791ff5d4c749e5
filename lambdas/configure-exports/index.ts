import type { Context } from 'aws-lambda';
import { boot } from './boot.ts';

let answer: ReturnType<typeof boot> | null = null;

export const handler = (request: unknown, context: Context): Promise<unknown> => {
  answer ??= boot(process.env);
  return answer(request, context);
};
