import * as z from 'zod';
import { asError, InvalidInput, isMillraceError } from '../errors.ts';
import type { OperateResponse } from './responses.ts';

/**
 * Answers one request of the command line once its shape is checked. Every refusal is an answer too: only what nobody
 * foresaw is thrown.
 */
export async function answerParsed<Schema extends z.ZodType>(
  shape: Schema,
  input: unknown,
  answer: (request: z.output<Schema>) => Promise<unknown>,
): Promise<OperateResponse> {
  try {
    const parsed = shape.safeParse(input);
    if (!parsed.success) throw new InvalidInput('bad-request', z.prettifyError(parsed.error));
    return { ok: true, result: await answer(parsed.data) };
  } catch (thrown) {
    const error = asError(thrown);
    if (!isMillraceError(error)) throw error;
    return { ok: false, error: { class: error.name, code: error.code, message: error.message } };
  }
}
