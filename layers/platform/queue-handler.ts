import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Unavailable } from '#core/errors.ts';
import { giveMessageBack, holdMessage } from './hold-message.ts';
import { limitInvocation, type InvocationLimits } from './limit-invocation.ts';

/** What a message's handler may know about the attempt it is in. */
export type QueueInvocation = InvocationLimits & {
  messageId: string;
  /** How often this message was received, this time included. */
  receiveCount: number;
};

/** `done` deletes the message; `failed` gives it back at once, so that it soon is in the dead-letter queue. */
export type MessageOutcome = 'done' | 'failed';

/** How long a message waits that could not be handled now: longer each time it is received. */
const retryAfterSeconds = [5, 30, 120];

type Queue = { sqs: SQSClient; url: string };

/**
 * Takes the messages of a FIFO queue one after the other. The first that fails ends the batch: those behind it in the
 * group must not overtake it. A message that is not handled gets a visibility of its own, because the queue's is made
 * for a whole invocation and holds back the group.
 */
export async function handleMessages(
  event: SQSEvent,
  context: Context,
  queue: Queue,
  handle: (body: string, invocation: QueueInvocation) => Promise<MessageOutcome>,
): Promise<SQSBatchResponse> {
  for (const [index, record] of event.Records.entries()) {
    const outcome = await handleOne(record, context, queue, handle);
    if (outcome === 'failed') {
      const unhandled = event.Records.slice(index);
      return { batchItemFailures: unhandled.map((rest) => ({ itemIdentifier: rest.messageId })) };
    }
  }
  return { batchItemFailures: [] };
}

async function handleOne(
  record: SQSRecord,
  context: Context,
  { sqs, url }: Queue,
  handle: (body: string, invocation: QueueInvocation) => Promise<MessageOutcome>,
): Promise<MessageOutcome> {
  const invocation = describeInvocation(record, context);
  const message = { sqs, queueUrl: url, receiptHandle: record.receiptHandle };
  const held = holdMessage(message);
  try {
    const outcome = await handle(record.body, invocation);
    await held.stop();
    if (outcome === 'failed') await giveMessageBack(message, 0);
    return outcome;
  } catch (error) {
    await held.stop();
    // A message that cannot be given back comes back by itself; what is wrong is the error.
    await giveMessageBack(message, waitAfter(error, invocation.receiveCount)).catch(() => undefined);
    throw error;
  }
}

function waitAfter(error: unknown, receiveCount: number): number {
  if (!(error instanceof Unavailable)) return 0;
  return retryAfterSeconds[receiveCount - 1] ?? retryAfterSeconds.at(-1) ?? 0;
}

function describeInvocation(record: SQSRecord, context: Context): QueueInvocation {
  return {
    ...limitInvocation(context),
    messageId: record.messageId,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
  };
}
