import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { Alarm, metricOf } from './alarm.ts';

/** A load takes up to a quarter of an hour, and what rings meanwhile waits behind it. */
const lateAfterMinutes = 30;

/** Rings when something lies in a dead-letter queue. */
export function alarmWhenNotEmpty(
  scope: Construct,
  stage: StageSettings,
  queueName: string,
  whatBreaks: string,
): void {
  // The kind says once more that it is a dead-letter queue.
  const subject = subjectOf(stage, queueName).replace(/-dlq$/, '');
  new Alarm(scope, 'not-empty', {
    ...{ stage, subject, kind: 'dlq-not-empty', whatBreaks, threshold: 1 },
    metric: metricOf({
      ...{ namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum' },
      dimensions: { QueueName: queueName },
    }),
  });
}

/** Rings when a message waits for longer than the work before it takes. */
export function alarmWhenLate(
  scope: Construct,
  stage: StageSettings,
  queueName: string,
  whatBreaks: string,
): void {
  new Alarm(scope, 'late', {
    ...{ stage, subject: subjectOf(stage, queueName), kind: 'queue-is-late', whatBreaks },
    metric: metricOf({
      ...{ namespace: 'AWS/SQS', name: 'ApproximateAgeOfOldestMessage', statistic: 'Maximum' },
      dimensions: { QueueName: queueName },
    }),
    threshold: lateAfterMinutes * 60,
    periods: 2,
  });
}

function subjectOf({ name }: StageSettings, queueName: string): string {
  return queueName.replace(`millrace-${name}-`, '').replace(/\.fifo$/, '');
}
