import { boot } from './boot.ts';

let run: ReturnType<typeof boot> | null = null;

export const handler = (request: unknown): Promise<unknown> => {
  run ??= boot(process.env);
  return run(request);
};
