import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleTargetInput, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import { Alarm, metricOf } from './alarm.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export type ScheduleProps = {
  schedule: ScheduleExpression;
  /** What it is invoked with; without it, what the schedule itself would send. */
  input?: Record<string, unknown>;
  /** After that long the next run does the work of one that could not start. */
  staleAfterSeconds: number;
  /** After that long without any run somebody is told. Up to an hour, or whole hours up to a day. */
  longestSilence: Duration;
};

/** When EventBridge Scheduler starts a function. What could not be started goes to a queue of its own. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, target: PipelineFunction<unknown>, props: ScheduleProps) {
    super(scope, id);
    const { functionName, stage, subject, whenItFails } = target;
    const starter = new iam.Role(this, 'starter', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
      description: `Starts ${functionName}`,
    });
    acknowledgeWildcard(starter, `${target.function.functionArn}:*`, 'Every version of this one function.');
    new Schedule(this, 'schedule', {
      scheduleName: functionName,
      schedule: props.schedule,
      target: new LambdaInvoke(target.function, {
        deadLetterQueue: new DeadLetterQueue(this, 'dead-letters', {
          stage,
          queueName: `${functionName}-schedule-dlq`,
          whatIsLost: `A run of ${functionName} could not be started. ${whenItFails}`,
        }),
        retryAttempts: 3,
        maxEventAge: Duration.seconds(props.staleAfterSeconds),
        role: starter,
        ...(props.input && { input: ScheduleTargetInput.fromObject(props.input) }),
      }),
    });
    // The scheduler counts for all schedules together; the function's own count tells one from another.
    const { period, periods } = cutSilence(props.longestSilence);
    new Alarm(this, 'did-not-run', {
      ...{ stage, subject, kind: 'schedule-did-not-run', whatBreaks: whenItFails, periods },
      metric: metricOf({
        ...{ namespace: 'AWS/Lambda', name: 'Invocations', statistic: 'Sum', period },
        dimensions: { FunctionName: functionName },
      }),
      threshold: 1,
      below: true,
      silenceIsBad: true,
    });
  }
}

/** Hours that slide over a day, so that a night is missed on its morning, wherever its days begin and end. */
function cutSilence(silence: Duration): { period: Duration; periods: number } {
  if (silence.toMinutes() > 60) return { period: Duration.hours(1), periods: silence.toHours() };
  return { period: Duration.minutes(silence.toMinutes() / 3), periods: 3 };
}
