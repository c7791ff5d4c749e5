import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A message in our hands, and the queue that it comes back to. */
export type ReceivedMessage = { sqs: SQSClient; queueUrl: string; receiptHandle: string };

/** While a message is held. Stop it before its visibility is set to anything else. */
export type HeldMessage = { stop(): Promise<void> };

/**
 * A message is held as a lease is: for a short time that is made longer again and again. Without that, the message of
 * a process that was killed or froze would stay away for the whole of the queue's visibility, which is made for the
 * longest invocation, and everything behind it in its group as well.
 *
 * It is longer than a loader's lease (45 s) and one beat of ours, so that whoever gets the message finds the lease
 * stale; and short enough that the unit is worked on again within a minute.
 */
const visibleAgainAfterSeconds = 52;
const beatMs = 5_000;

/** Keeps a message from coming back until stopped, or until this process is no more. */
export function holdMessage(message: ReceivedMessage): HeldMessage {
  let beating = beat(message);
  const timer = setInterval(() => {
    beating = beating.then(() => beat(message));
  }, beatMs);
  return {
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}

/** Gives a message back, to be received again after this time. */
export async function giveMessageBack(message: ReceivedMessage, afterSeconds: number): Promise<void> {
  await changeVisibility(message, afterSeconds);
}

/** A beat that does not come through is made up for by the next; a message that is lost is received again. */
async function beat(message: ReceivedMessage): Promise<void> {
  await changeVisibility(message, visibleAgainAfterSeconds).catch(() => undefined);
}

async function changeVisibility(message: ReceivedMessage, seconds: number): Promise<void> {
  await message.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: message.queueUrl,
      ReceiptHandle: message.receiptHandle,
      VisibilityTimeout: seconds,
    }),
  );
}
