import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleTargetInput, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { PipelineFunction, type PipelineFunctionProps } from './pipeline-function.ts';

export type ScheduledFunctionProps<Environment> = PipelineFunctionProps<Environment> & {
  schedule: ScheduleExpression;
  /** What it is invoked with; without it, what the schedule itself would send. */
  input?: Record<string, unknown>;
  /** After that long the next run does the work of one that could not start. */
  staleAfterSeconds: number;
};

/** A function that EventBridge Scheduler starts. What could not be started goes to a queue of its own. */
export class ScheduledFunction<Environment> extends Construct {
  readonly function: PipelineFunction<Environment>;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps<Environment>) {
    super(scope, id);
    const maxEventAge = Duration.seconds(props.staleAfterSeconds);
    this.function = new PipelineFunction<Environment>(this, 'consumer', {
      ...props,
      // A run that failed is not repeated: the next one is due before a repetition would be.
      options: { ...props.options, retryAttempts: 0, maxEventAge },
    });
    const { functionName } = this.function;
    const starter = new iam.Role(this, 'starter', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
      description: `Starts ${functionName}`,
    });
    acknowledgeWildcard(
      starter,
      `${this.function.function.functionArn}:*`,
      'Every version of this one function.',
    );
    new Schedule(this, 'schedule', {
      scheduleName: functionName,
      schedule: props.schedule,
      target: new LambdaInvoke(this.function.function, {
        deadLetterQueue: new DeadLetterQueue(this, 'dead-letters', `${functionName}-schedule-dlq`),
        retryAttempts: 3,
        maxEventAge,
        role: starter,
        ...(props.input && { input: ScheduleTargetInput.fromObject(props.input) }),
      }),
    });
  }
}
