import { describe, expect, test } from 'vitest';
import { liveUnits } from '../../../infra/live-units.ts';
import type { Deployment } from '../deployment.ts';

export function ruleNights({ stage, named, any }: Deployment): void {
  describe.each(liveUnits(stage).filter((unit) => unit.exports))('the night of $name', (unit) => {
    test.runIf(stage.exporter.everyNight)(
      'is tried every quarter of an hour of its window, in its own time',
      () => {
        const { nightlyHour: first, windowHours } = unit.exports!;
        const hours = Array.from({ length: windowHours }, (_, index) => (first + index) % 24);
        const schedule = named('AWS::Scheduler::Schedule', `export-csv-${unit.name}`);
        expect(schedule.Properties).toMatchObject({
          ScheduleExpression: `cron(0/15 ${hours.join(',')} * * ? *)`,
          ScheduleExpressionTimezone: unit.timeZone,
          Target: { Input: '{"because":"schedule"}' },
        });
      },
    );
  });

  test('every schedule says in whose time it is', () => {
    const schedules = any('AWS::Scheduler::Schedule');
    expect(schedules.filter(({ Properties }) => !Properties.ScheduleExpressionTimezone)).toEqual([]);
  });
}
