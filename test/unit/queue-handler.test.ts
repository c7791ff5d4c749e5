import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Defect, Unavailable } from '#core/errors.ts';
import { handleMessages, type MessageOutcome } from '#platform/queue-handler.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 900_000 } as Context;

/** Handles some messages; every visibility that was set on the way, as `message seconds`. */
function handle(handler: (body: string) => Promise<MessageOutcome>, receiveCounts: readonly number[] = [1]) {
  const visibilities: string[] = [];
  let isRefusing = false;
  const sqs = {
    send: async ({ input }: { input: { ReceiptHandle: string; VisibilityTimeout: number } }) => {
      if (isRefusing) throw new Error('The receipt handle has expired.');
      visibilities.push(`${input.ReceiptHandle} ${input.VisibilityTimeout}`);
    },
  } as unknown as SQSClient;
  const Records = receiveCounts.map((count, index) => ({
    messageId: `id ${index}`,
    receiptHandle: `${index}`,
    body: `body ${index}`,
    attributes: { ApproximateReceiveCount: String(count) },
  })) as SQSRecord[];
  const event: SQSEvent = { Records };
  const answer = handleMessages(event, context, { sqs, url: 'queue' }, handler);
  return { answer, visibilities, refuseFromNowOn: () => (isRefusing = true) };
}

test('a message in our hands comes back within a minute of our last sign of life', async () => {
  const { promise, resolve } = Promise.withResolvers<MessageOutcome>();
  const { answer, visibilities } = handle(() => promise);
  expect(visibilities).toEqual(['0 52']);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(visibilities).toEqual(['0 52', '0 52', '0 52', '0 52']);
  resolve('done');
  expect(await answer).toEqual({ batchItemFailures: [] });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(visibilities).toHaveLength(4);
});

test('what failed goes back at once, and what is behind it in the batch with it, untouched', async () => {
  const { answer, visibilities } = handle(async (body) => (body === 'body 0' ? 'done' : 'failed'), [1, 1, 1]);
  expect(await answer).toEqual({
    batchItemFailures: [{ itemIdentifier: 'id 1' }, { itemIdentifier: 'id 2' }],
  });
  expect(visibilities).toEqual(['0 52', '1 52', '1 0']);
});

test.each([
  [1, 5],
  [2, 30],
  [3, 120],
  [4, 120],
])('what was unavailable the time no. %i waits %i s', async (count, seconds) => {
  const unavailable = new Unavailable('x', 'not now');
  const { answer, visibilities } = handle(() => Promise.reject(unavailable), [count]);
  await expect(answer).rejects.toBe(unavailable);
  expect(visibilities.at(-1)).toBe(`0 ${seconds}`);
});

test('a mistake of ours does not wait for its next attempt', async () => {
  const { answer, visibilities } = handle(() => Promise.reject(new Defect('x', 'wrong')));
  await expect(answer).rejects.toBeInstanceOf(Defect);
  expect(visibilities.at(-1)).toBe('0 0');
});

test('a message that was lost meanwhile does not hide what went wrong', async () => {
  const { promise, reject } = Promise.withResolvers<MessageOutcome>();
  const { answer, refuseFromNowOn } = handle(() => promise);
  refuseFromNowOn();
  const unavailable = new Unavailable('lease-lost', 'another has it');
  reject(unavailable);
  await expect(answer).rejects.toBe(unavailable);
});
