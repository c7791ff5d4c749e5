import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { errorResult } from '../../../local/functions/invocation.ts';
import type { InvocationResult } from '../../../local/functions/invocation.ts';
import { readMappings, runMapping } from '../../../local/queues/event-source-mapping.ts';
import { createQueues, startQueueServer } from '../../../local/queues/start-queues.ts';
import { StageTemplate } from '../../../local/template/stage-template.ts';

const redrive = { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 };
const fifo = { FifoQueue: true, ContentBasedDeduplication: true };
const Resources = {
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: { ...fifo, QueueName: 'bak.fifo', VisibilityTimeout: 30, RedrivePolicy: redrive },
  },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { ...fifo, QueueName: 'bak-dlq.fifo' } },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: 'load-files',
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
};

/** The queues and the mapping of a template, feeding `handler`. */
async function startTestQueues(handler: (event: SQSEvent) => Promise<InvocationResult>) {
  const server = await startQueueServer(0, 'us-east-1');
  const facts = { region: 'us-east-1', accountId: '000000000000', queueUrl: server.queueUrl };
  const template = new StageTemplate(
    { name: 'dev', stacks: [{ name: 'ingest', template: { Resources }, assets: new Map() }] },
    { ...facts, database: { host: '', port: 0 } },
  );
  const queues = await createQueues(server, template);
  const stopping = new AbortController();
  const [mapping] = readMappings(template);
  const running = runMapping(
    mapping!,
    queues.client,
    (_name, event) => handler(JSON.parse(event) as SQSEvent),
    stopping.signal,
  );
  onTestFinished(async () => {
    stopping.abort();
    await running;
    queues.close();
    await server.close();
  });
  return { queues, url: server.queueUrl('bak.fifo'), deadUrl: server.queueUrl('bak-dlq.fifo') };
}

async function receiveOne(client: SQSClient, QueueUrl: string) {
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  return Messages?.[0]?.Body;
}

const done: InvocationResult = { payload: 'null', functionError: null };

test('a message becomes a genuine event of Lambda', async () => {
  const arrived = Promise.withResolvers<SQSEvent>();
  const { queues, url } = await startTestQueues(async (event) => {
    arrived.resolve(event);
    return done;
  });
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'ring' } };
  await queues.client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: '{"ring":"1"}',
      MessageGroupId: 'bak',
      MessageAttributes,
    }),
  );
  const { Records } = await arrived.promise;
  expect(Records).toMatchObject([
    {
      body: '{"ring":"1"}',
      md5OfBody: createHash('md5').update('{"ring":"1"}').digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:bak.fifo',
      awsRegion: 'us-east-1',
      attributes: {
        ApproximateReceiveCount: '1',
        MessageGroupId: 'bak',
        MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
        SequenceNumber: expect.stringMatching(/^\d{20}$/),
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
      },
      messageAttributes: { kind: { stringValue: 'ring', dataType: 'String' } },
    },
  ]);
  expect(Records[0]).toHaveProperty('messageId');
  expect(Records[0]).toHaveProperty('receiptHandle');
});

test('messages of one group arrive one at a time and in order', async () => {
  const seen: string[] = [];
  const all = Promise.withResolvers<void>();
  let inHand = 0;
  let mostInHand = 0;
  const { queues, url } = await startTestQueues(async ({ Records }) => {
    mostInHand = Math.max(mostInHand, (inHand += 1));
    seen.push(Records[0]!.body);
    await new Promise(setImmediate);
    inHand -= 1;
    if (seen.length === 5) all.resolve();
    return done;
  });
  for (const body of ['1', '2', '3', '4', '5']) await queues.send(url, body, 'bak');
  await all.promise;
  expect(seen).toEqual(['1', '2', '3', '4', '5']);
  expect(mostInHand).toBe(1);
});

test.each<[string, (event: SQSEvent) => InvocationResult]>([
  ['whose function fails', () => errorResult('Error', 'no')],
  [
    'that is reported as failed',
    ({ Records }) => ({
      payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier: Records[0]!.messageId }] }),
      functionError: null,
    }),
  ],
  [
    'whose report names another',
    () => ({ payload: '{"batchItemFailures":[{"itemIdentifier":"?"}]}', functionError: null }),
  ],
])('a message %s comes back, counted, and then lies in the dead-letter queue', async (_what, answer) => {
  const counts: string[] = [];
  const { queues, url, deadUrl } = await startTestQueues(async (event) => {
    const [{ attributes, receiptHandle: ReceiptHandle }] = event.Records as [SQSEvent['Records'][number]];
    counts.push(attributes.ApproximateReceiveCount);
    const atOnce = { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 };
    await queues.client.send(new ChangeMessageVisibilityCommand(atOnce));
    return answer(event);
  });
  await queues.send(url, 'bad', 'bak');
  expect(await receiveOne(queues.client, deadUrl)).toBe('bad');
  expect(counts).toEqual(['1', '2']);
});

test('the same body twice is one message', async () => {
  const seen: string[] = [];
  const last = Promise.withResolvers<void>();
  const { queues, url } = await startTestQueues(async ({ Records }) => {
    seen.push(Records[0]!.body);
    if (Records[0]!.body === 'last') last.resolve();
    return done;
  });
  for (const body of ['same', 'same', 'last']) await queues.send(url, body, 'bak');
  await last.promise;
  expect(seen).toEqual(['same', 'last']);
});

test('a queue that is asked for by name is named by its address', async () => {
  const { queues, url } = await startTestQueues(async () => done);
  const { QueueUrl } = await queues.client.send(new GetQueueUrlCommand({ QueueName: 'bak.fifo' }));
  expect(QueueUrl).toBe(url);
});
