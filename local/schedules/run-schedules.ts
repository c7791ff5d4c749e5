import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import type { CronOptions } from 'croner';
import type { Invoke } from '../functions/invocation.ts';
import type { StageTemplate } from '../template/stage-template.ts';
import { parseSchedule } from './parse-schedule.ts';
import type { Timing } from './parse-schedule.ts';

export type Schedule = {
  name: string;
  arn: string;
  timing: Timing;
  timeZone: string;
  functionArn: string;
  input: string;
};
type Target = { Arn: string; Input?: string };

/** Every enabled schedule of the template. */
export function readSchedules(template: StageTemplate): Schedule[] {
  return template
    .list('AWS::Scheduler::Schedule')
    .filter((schedule) => (template.property(schedule, 'State') ?? 'ENABLED') === 'ENABLED')
    .map((schedule) => {
      const target = template.property(schedule, 'Target') as Target;
      if (!template.findByArn('AWS::Lambda::Function', target.Arn)) {
        throw new Error(`The schedule ${schedule.name} has a target that is no function: ${target.Arn}.`);
      }
      return {
        name: schedule.name,
        arn: template.attribute(schedule, 'Arn'),
        timing: parseSchedule(template.text(schedule, 'ScheduleExpression')),
        timeZone: template.text(schedule, 'ScheduleExpressionTimezone', 'UTC'),
        functionArn: target.Arn,
        input: target.Input ?? '{}',
      };
    });
}

/**
 * Invokes what is due until it is stopped. As on AWS, a rate begins at once, and nobody waits for an invocation before
 * the next one starts.
 * @returns stops all of them
 */
export function runSchedules(schedules: readonly Schedule[], invoke: Invoke): () => void {
  const stops = schedules.map((schedule) => {
    const fire = () => {
      // Its result is in the function's log; a schedule goes on whatever it is.
      void invoke(schedule.functionArn, fillInput(schedule, new Date())).catch(() => undefined);
    };
    return startTimer(schedule, fire);
  });
  return () => stops.forEach((stop) => stop());
}

function startTimer({ timing, timeZone }: Schedule, fire: () => void): () => void {
  if ('everyMs' in timing) {
    fire();
    const timer = setInterval(fire, timing.everyMs);
    return () => clearInterval(timer);
  }
  const cron = new Cron(timing.cron, cronOptions(timeZone), fire);
  return () => cron.stop();
}

/** As AWS reads it: days of the week count from Sunday as 1, and ranges may be written short. */
export function cronOptions(timeZone: string): CronOptions {
  return { alternativeWeekdays: true, sloppyRanges: true, timezone: timeZone };
}

/** The input's own words for when and why it is sent. */
export function fillInput({ input, arn }: Pick<Schedule, 'input' | 'arn'>, now: Date): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', `${now.toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}
