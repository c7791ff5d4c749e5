import { expect, test } from 'vitest';
import { formatIsoDuration, readIsoDuration } from '#core/iso-duration.ts';

test.each([
  [0, 'PT0S'],
  [0.9, 'PT0S'],
  [59, 'PT59S'],
  [120, 'PT2M'],
  [18_720, 'PT5H12M'],
  [86_400, 'P1D'],
  [93_784, 'P1DT2H3M4S'],
  [86_400 * 400, 'P400D'],
])('%d seconds are %s', (seconds, duration) => {
  expect(formatIsoDuration(seconds)).toBe(duration);
  expect(readIsoDuration(duration)).toBe(Math.floor(seconds));
});
