import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FunctionSchedule, type ScheduleProps } from './function-schedule.ts';
import { PipelineFunction, type PipelineFunctionProps } from './pipeline-function.ts';

export type ScheduledFunctionProps<Environment> = PipelineFunctionProps<Environment> &
  ScheduleProps & {
    /** Without, people start it. */
    enabled?: boolean;
  };

/** A function that EventBridge Scheduler starts. */
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
    if (props.enabled ?? true) new FunctionSchedule(this, 'schedule', this.function, props);
  }
}
