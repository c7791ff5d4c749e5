import { expect, test } from 'vitest';
import { mostAttempts, tryAgain, waitAfter } from '#core/write-back/put-back.ts';

const broken = { code: 'destination-unreachable', message: 'Airtable cannot be reached.' };

test('a row waits twice as long after each attempt, up to an hour, and never as long as the next', () => {
  expect([1, 2, 3, 7, 8, 29].map((attempts) => [waitAfter(attempts, 0), waitAfter(attempts, 1)])).toEqual([
    [15_000, 30_000],
    [30_000, 60_000],
    [60_000, 120_000],
    [960_000, 1_920_000],
    [1_800_000, 3_600_000],
    [1_800_000, 3_600_000],
  ]);
});

test('an attempt that came to nothing is told, and the row waits', () => {
  expect(tryAgain({ row: 7, attempts: 0 }, broken, 1)).toEqual({
    ...{ row: 7, outcome: 'put-back', dueInMs: 30_000, error: broken },
  });
});

test('after the last attempt the row fails, with what was wrong with it', () => {
  expect(tryAgain({ row: 7, attempts: mostAttempts - 1 }, broken, 1)).toEqual({
    ...{ row: 7, outcome: 'failed', code: 'gave-up', burnsAttempt: true },
    message: expect.stringContaining(
      `Given up after ${mostAttempts} attempts. The last one: Airtable cannot`,
    ),
  });
});
