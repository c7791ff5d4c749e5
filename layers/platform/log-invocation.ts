import type { Context } from 'aws-lambda';
import { asError } from '#core/errors.ts';
import type { Log } from '#core/load/ports.ts';

/**
 * Runs an invocation between a line that it started and one that says how it ended and how long it took. Its request id
 * is the correlation id of every line between them.
 * @param facts what it is about, in both lines: never more of a request than its verb and its unit
 */
export async function logInvocation<Result>(
  log: Log & { correlate(id: string): void },
  facts: Record<string, unknown>,
  { awsRequestId }: Context,
  work: () => Promise<Result>,
): Promise<Result> {
  log.correlate(awsRequestId);
  log.info('started', facts);
  const startedMs = performance.now();
  const seconds = (): number => Math.round(performance.now() - startedMs) / 1000;
  try {
    const result = await work();
    log.info('finished', { ...facts, seconds: seconds() });
    return result;
  } catch (error) {
    log.error('failed', { ...facts, seconds: seconds(), error: asError(error) });
    throw error;
  }
}

/** What a line may say of a request: its verb and its unit, as far as it has them. */
export function nameRequest(request: unknown): { verb?: unknown; unit?: unknown } {
  const { verb, unit } = (request ?? {}) as { verb?: unknown; unit?: unknown };
  const isWord = (value: unknown): boolean => typeof value === 'string' && value.length <= 40;
  return { ...(isWord(verb) && { verb }), ...(isWord(unit) && { unit }) };
}
