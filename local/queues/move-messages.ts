import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';

/**
 * Moves the oldest messages of a queue to another, one after the other. There they are new: with an id of their own,
 * never received. Their group is kept; what they were called for deduplication is not, or a message that comes back
 * within five minutes would be taken for its own duplicate.
 * @param count how many at the most: what comes back meanwhile is not moved again
 * @param moved is called after each
 */
export async function moveMessages(
  client: SQSClient,
  from: { url: string },
  to: { url: string; isFifo: boolean },
  count: number,
  moved: () => void,
): Promise<void> {
  for (let left = count; left > 0; left -= 1) {
    const message = await receiveOldest(client, from.url);
    if (!message) return;
    await client.send(new SendMessageCommand({ QueueUrl: to.url, ...renew(message, to.isFifo) }));
    await client.send(new DeleteMessageCommand({ QueueUrl: from.url, ReceiptHandle: message.ReceiptHandle }));
    moved();
  }
}

async function receiveOldest(client: SQSClient, QueueUrl: string): Promise<Message | undefined> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    WaitTimeSeconds: 0,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  return (await client.send(command)).Messages?.[0];
}

function renew({ Body, MessageAttributes, Attributes, MessageId }: Message, isFifo: boolean) {
  return {
    MessageBody: Body,
    ...(MessageAttributes && { MessageAttributes }),
    ...(isFifo && { MessageGroupId: Attributes?.MessageGroupId, MessageDeduplicationId: MessageId }),
  };
}
