import { Duration, Stack } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmWhenLate, alarmWhenNotEmpty } from './queue-alarms.ts';
import { PipelineFunction, type PipelineFunctionProps } from './pipeline-function.ts';

export type QueueFunctionProps<Environment> = Omit<PipelineFunctionProps<Environment>, 'environment'> & {
  /** `millrace-<stage>-<queueName>.fifo`, and `…-dlq.fifo` for what fails three times. */
  queueName: string;
  environment: (queue: sqs.Queue) => Record<keyof Environment, string>;
};

/** A function that takes the messages of its own FIFO queue one at a time. */
export class QueueFunction<Environment> extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
  readonly function: PipelineFunction<Environment>;

  constructor(scope: Construct, id: string, props: QueueFunctionProps<Environment>) {
    super(scope, id);
    const prefix = `millrace-${props.surroundings.stage.name}-${props.queueName}`;
    this.deadLetterQueue = this.#createDeadLetterQueue(prefix);
    this.queue = new sqs.Queue(this, 'queue', {
      queueName: `${prefix}.fifo`,
      fifo: true,
      contentBasedDeduplication: true,
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
      // One message is in flight per group, so the usual factor of six buys nothing; the minute is for answering.
      visibilityTimeout: Duration.seconds(props.timeoutSeconds + 60),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 3 },
    });
    this.function = new PipelineFunction<Environment>(this, 'consumer', {
      ...props,
      environment: props.environment(this.queue),
    });
    this.function.function.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, reportBatchItemFailures: true }),
    );
    const { stage } = props.surroundings;
    alarmWhenLate(this, stage, `${prefix}.fifo`, props.whenItFails);
    alarmWhenNotEmpty(this, stage, `${prefix}-dlq.fifo`, props.whenItFails);
  }

  #createDeadLetterQueue(prefix: string): sqs.Queue {
    // By name: the queue wants this one's ARN first.
    const sourceArn = Stack.of(this).formatArn({ service: 'sqs', resource: `${prefix}.fifo` });
    return new sqs.Queue(this, 'dead-letters', {
      queueName: `${prefix}-dlq.fifo`,
      fifo: true,
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
      redriveAllowPolicy: { sourceQueues: [sqs.Queue.fromQueueArn(this, 'source', sourceArn)] },
    });
  }
}
