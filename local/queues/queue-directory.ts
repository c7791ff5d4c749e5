import { GetQueueAttributesCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';

export type KnownQueue = {
  arn: string;
  url: string;
  isFifo: boolean;
  /** Messages that can be received now. */
  waiting: number;
  /** Where its messages go that were received too often. */
  deadLetterArn: string | null;
};

/** Every queue there is. */
export async function listQueues(client: SQSClient): Promise<KnownQueue[]> {
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
  return Promise.all(QueueUrls.map((url) => describeQueue(client, url)));
}

async function describeQueue(client: SQSClient, url: string): Promise<KnownQueue> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  const { Attributes = {} } = await client.send(command);
  const redrive = JSON.parse(Attributes['RedrivePolicy'] ?? '{}') as { deadLetterTargetArn?: string };
  return {
    arn: Attributes['QueueArn'] ?? '',
    url,
    isFifo: Attributes['FifoQueue'] === 'true',
    waiting: Number(Attributes['ApproximateNumberOfMessages']),
    deadLetterArn: redrive.deadLetterTargetArn ?? null,
  };
}
