import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { Invoke } from '../functions/invocation.ts';
import type { Resource, StageTemplate } from '../template/stage-template.ts';
import { readDoneMessages } from './batch-outcome.ts';
import { shapeQueueEvent } from './queue-event.ts';

export type Mapping = {
  queueUrl: string;
  queueArn: string;
  region: string;
  functionName: string;
  batchSize: number;
  reportsFailures: boolean;
  /** Batches in hand at once. The queue itself hands out one message of a group at a time. */
  maxConcurrency: number;
};

/** As many pollers as Lambda begins with for a queue. */
const defaultConcurrency = 5;
const defaultBatchSize = 10;
const longPollSeconds = 20;

/** Every enabled mapping of the template, from a queue to a function. */
export function readMappings(template: StageTemplate): Mapping[] {
  return template
    .list('AWS::Lambda::EventSourceMapping')
    .filter((mapping) => (template.property(mapping, 'Enabled') ?? true) === true)
    .map((mapping) => readMapping(template, mapping));
}

function readMapping(template: StageTemplate, mapping: Resource): Mapping {
  const queueArn = template.text(mapping, 'EventSourceArn');
  const queue = template.findByArn('AWS::SQS::Queue', queueArn);
  if (!queue) throw new Error(`The mapping ${mapping.logicalId} has a source that is no queue: ${queueArn}.`);
  const scaling = template.property(mapping, 'ScalingConfig') as { MaximumConcurrency?: number } | undefined;
  const types = (template.property(mapping, 'FunctionResponseTypes') ?? []) as string[];
  return {
    queueUrl: template.ref(queue),
    queueArn,
    region: template.facts.region,
    functionName: template.text(mapping, 'FunctionName'),
    batchSize: Number(template.property(mapping, 'BatchSize') ?? defaultBatchSize),
    reportsFailures: types.includes('ReportBatchItemFailures'),
    maxConcurrency: scaling?.MaximumConcurrency ?? defaultConcurrency,
  };
}

/**
 * Feeds a function from its queue until the signal is given: messages that are done are deleted, the others come back
 * when their visibility ends, and go to the dead-letter queue by the queue's own count.
 */
export async function runMapping(
  mapping: Mapping,
  client: SQSClient,
  invoke: Invoke,
  stopped: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>();
  while (!stopped.aborted) {
    if (running.size >= mapping.maxConcurrency) await Promise.race(running);
    const messages = await receive(mapping, client, stopped);
    if (messages.length === 0) continue;
    const batch = handleBatch(messages, mapping, client, invoke);
    running.add(batch);
    void batch.finally(() => running.delete(batch));
  }
}

async function receive(mapping: Mapping, client: SQSClient, stopped: AbortSignal): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: mapping.queueUrl,
    MaxNumberOfMessages: Math.min(mapping.batchSize, 10),
    WaitTimeSeconds: longPollSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  try {
    const answer = await client.send(command, { abortSignal: stopped });
    return answer.Messages ?? [];
  } catch (error) {
    if (stopped.aborted) return [];
    throw error;
  }
}

/** Never rejects: a batch that fails is a batch whose messages come back. */
async function handleBatch(
  messages: Message[],
  mapping: Mapping,
  client: SQSClient,
  invoke: Invoke,
): Promise<void> {
  try {
    const result = await invoke(mapping.functionName, JSON.stringify(shapeQueueEvent(messages, mapping)));
    const done = readDoneMessages(messages, result, mapping.reportsFailures);
    if (done.length === 0) return;
    const entries = done.map((message, index) => ({
      Id: String(index),
      ReceiptHandle: message.ReceiptHandle,
    }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: mapping.queueUrl, Entries: entries }));
  } catch {
    // The stack stops, or the function cannot be started: its own log says so.
  }
}
