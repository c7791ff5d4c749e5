import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Unavailable } from '#core/errors.ts';

/** What a message's handler may know about the attempt it is in. */
export type QueueInvocation = {
  messageId: string;
  requestId: string;
  /** How often this message was received, this time included. */
  receiveCount: number;
  /** Milliseconds until the platform ends the invocation. */
  remainingMs(): number;
  /** Aborts shortly before that. */
  signal: AbortSignal;
};

/** `done` deletes the message; `failed` gives it back at once, so that it soon is in the dead-letter queue. */
export type MessageOutcome = 'done' | 'failed';

/** Time to end connections and say so before the platform kills the process. */
const farewellMs = 2_000;
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
  queue: Queue,
  handle: (body: string, invocation: QueueInvocation) => Promise<MessageOutcome>,
): Promise<MessageOutcome> {
  const invocation = describeInvocation(record, context);
  try {
    const outcome = await handle(record.body, invocation);
    if (outcome === 'failed') await giveBack(queue, record, 0);
    return outcome;
  } catch (error) {
    const seconds = retryAfterSeconds[invocation.receiveCount - 1] ?? retryAfterSeconds.at(-1);
    await giveBack(queue, record, error instanceof Unavailable ? (seconds ?? 0) : 0);
    throw error;
  }
}

async function giveBack(queue: Queue, record: SQSRecord, afterSeconds: number): Promise<void> {
  await queue.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queue.url,
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: afterSeconds,
    }),
  );
}

function describeInvocation(record: SQSRecord, context: Context): QueueInvocation {
  return {
    messageId: record.messageId,
    requestId: context.awsRequestId,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    remainingMs: () => context.getRemainingTimeInMillis(),
    signal: AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - farewellMs)),
  };
}
