import { Cron } from 'croner';
import { expect, test } from 'vitest';
import { parseSchedule } from '../../../local/schedules/parse-schedule.ts';
import { cronOptions, fillInput } from '../../../local/schedules/run-schedules.ts';

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(1 day)', 86_400_000],
])('%s is due every %i ms', (expression, everyMs) => {
  expect(parseSchedule(expression)).toEqual({ everyMs });
});

test.each([
  ['cron(0 3 * * ? *)', 'UTC', '2026-03-03T00:00:00Z', '2026-03-03T03:00:00.000Z'],
  // A Tuesday; 2 is Monday on AWS, where Sunday is 1.
  ['cron(15 10 ? * 2 *)', 'UTC', '2026-03-03T00:00:00Z', '2026-03-09T10:15:00.000Z'],
  ['cron(15 10 ? * MON-FRI *)', 'UTC', '2026-03-06T11:00:00Z', '2026-03-09T10:15:00.000Z'],
  ['cron(0/30 * * * ? *)', 'UTC', '2026-03-03T00:10:00Z', '2026-03-03T00:30:00.000Z'],
  ['cron(0 8 1 * ? *)', 'UTC', '2026-03-03T00:00:00Z', '2026-04-01T08:00:00.000Z'],
  ['cron(0 3 * * ? *)', 'America/New_York', '2026-07-01T00:00:00Z', '2026-07-01T07:00:00.000Z'],
  ['cron(0 0 1 1 ? 2030)', 'UTC', '2026-03-03T00:00:00Z', '2030-01-01T00:00:00.000Z'],
])('%s in %s is next due, after %s, at %s', (expression, timeZone, after, expected) => {
  const timing = parseSchedule(expression);
  const cron = new Cron('cron' in timing ? timing.cron : '', { ...cronOptions(timeZone), paused: true });
  expect(cron.nextRun(new Date(after))?.toISOString()).toBe(expected);
});

test.each(['at(2026-03-03T00:00:00)', 'rate(0 minutes)', 'rate(5 weeks)', 'cron(0 3 * * *)', 'every day'])(
  'a schedule that is not known is refused: %s',
  (expression) => {
    expect(() => parseSchedule(expression)).toThrow(expression);
  },
);

test('an input is told when it is due', () => {
  const input = '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}';
  const filled = fillInput({ input, arn: 'arn:s' }, new Date('2026-03-03T03:00:00.123Z'));
  expect(filled).toBe('{"at":"2026-03-03T03:00:00Z","by":"arn:s"}');
});
