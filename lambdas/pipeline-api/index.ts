import type { HttpEvent, HttpResult } from '#platform/http-handler.ts';
import { boot } from './boot.ts';

let answer: ReturnType<typeof boot> | null = null;

export const handler = (event: HttpEvent): Promise<HttpResult> => {
  answer ??= boot(process.env);
  return answer(event);
};
