import type { Settlement } from './queued-record.ts';

/** With the waits below they last for the better part of a day. */
export const mostAttempts = 30;

const firstWaitMs = 30_000;
const longestWaitMs = 3_600_000;

type TriedRow = { row: number; attempts: number };

/**
 * How long a row waits after so many attempts: twice as long each time, up to an hour, and each time somewhere in the
 * upper half of that, so that what failed together does not come back together.
 * @param random from 0 to 1
 */
export function waitAfter(attempts: number, random: number): number {
  const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempts - 1));
  return Math.round(waitMs * (0.5 + random / 2));
}

/** A row that was tried and that nobody knows more of: later again, or never. */
export function tryAgain(
  { row, attempts }: TriedRow,
  error: { code: string; message: string },
  random: number,
): Settlement {
  const tried = attempts + 1;
  if (tried < mostAttempts) {
    return { row, outcome: 'put-back', dueInMs: waitAfter(tried, random), error: pick(error) };
  }
  const message = `Given up after ${tried} attempts. The last one: ${error.message} Retry it when that is over.`;
  return { row, outcome: 'failed', code: 'gave-up', message, burnsAttempt: true };
}

/** A row that was not tried: nothing is held against it. */
export function putOff(row: number, dueInMs: number): Settlement {
  return { row, outcome: 'put-back', dueInMs, error: null };
}

function pick({ code, message }: { code: string; message: string }): { code: string; message: string } {
  return { code, message };
}
