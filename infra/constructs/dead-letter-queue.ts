import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import { alarmWhenNotEmpty } from './queue-alarms.ts';

export type DeadLetterQueueProps = {
  stage: StageSettings;
  queueName: string;
  /** For its alarm, one sentence: what breaks for people when something lies in it. */
  whatIsLost: string;
};

/** A standard queue that keeps what a rule or a schedule could not deliver. */
export class DeadLetterQueue extends sqs.Queue {
  constructor(scope: Construct, id: string, { stage, queueName, whatIsLost }: DeadLetterQueueProps) {
    super(scope, id, {
      queueName,
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      this,
      'AwsSolutions-SQS3',
      'It is a dead-letter queue itself, of something that is not a queue.',
    );
    alarmWhenNotEmpty(this, stage, queueName, whatIsLost);
  }
}
