import { boot } from './boot.ts';

let answer: ReturnType<typeof boot> | null = null;

export const handler = (request: unknown): Promise<unknown> => {
  answer ??= boot(process.env);
  return answer(request);
};
