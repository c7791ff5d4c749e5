import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ObjectCreated, Ring } from '#core/doorbell.ts';
import { translateAwsError } from './translate-aws-error.ts';

/** Rings the doorbell of a unit. A body is unique, so that content-based deduplication never swallows a ring. */
export async function ringBell(
  sqs: SQSClient,
  queueUrl: string,
  unitName: string,
  message: { because: string } | ObjectCreated,
): Promise<void> {
  const id = randomUUID();
  const body = 'because' in message ? ({ ring: id, because: message.because } satisfies Ring) : message;
  try {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(body),
        MessageGroupId: unitName,
        MessageDeduplicationId: id,
      }),
    );
  } catch (error) {
    throw translateAwsError(`Ringing the bell of ${unitName}`, error);
  }
}
