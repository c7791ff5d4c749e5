import {
  CreateQueueCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  UnsupportedOperation,
  type Message,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { startQueueServer } from '../../../local/queues/start-queues.ts';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const fifo = { FifoQueue: 'true' };

/** A queue of its own for each test, with its dead-letter queue and another beside them. */
async function startTestServer() {
  const server = await startQueueServer(0, 'us-east-1');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ endpoint: server.url, region: 'us-east-1', credentials });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('bak-dlq.fifo'), maxReceiveCount: 3 });
  const create = (QueueName: string, Attributes: Record<string, string>) =>
    client.send(new CreateQueueCommand({ QueueName, Attributes }));
  await create('bak-dlq.fifo', fifo);
  await create('other.fifo', fifo);
  await create('standard', {});
  await create('bak.fifo', { ...fifo, RedrivePolicy });
  const start = (input: StartMessageMoveTaskCommandInput) =>
    client.send(new StartMessageMoveTaskCommand(input));
  return {
    client,
    start,
    urlOf: server.queueUrl,
    redrive: (more: Partial<StartMessageMoveTaskCommandInput> = {}) =>
      start({ SourceArn: arnOf('bak-dlq.fifo'), ...more }),
    send: (name: string, body: string, group: string) =>
      client.send(
        new SendMessageCommand({
          QueueUrl: server.queueUrl(name),
          MessageBody: body,
          MessageGroupId: group,
          MessageDeduplicationId: body,
          MessageAttributes: { kind: { DataType: 'String', StringValue: body } },
        }),
      ),
  };
}

/** The next messages of a queue, each as soon as it is there, each left in our hands. */
async function receive(client: SQSClient, QueueUrl: string, count: number): Promise<Message[]> {
  const found: Message[] = [];
  while (found.length < count) {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await client.send(command);
    if (Messages.length === 0) break;
    found.push(...Messages);
  }
  return found;
}

test('what lies in a dead-letter queue goes back to where it came from, as new messages in their groups', async () => {
  const { client, redrive, send, urlOf } = await startTestServer();
  const { MessageId } = await send('bak-dlq.fifo', 'first', 'bak');
  await send('bak-dlq.fifo', 'second', 'other');
  // It lies in the queue's memory for five minutes: a redriven message must not be taken for its duplicate.
  await send('bak.fifo', 'first', 'a third group');

  const { TaskHandle } = await redrive({ MaxNumberOfMessagesPerSecond: 500 });
  expect(TaskHandle).toEqual(expect.any(String));
  const messages = await receive(client, urlOf('bak.fifo'), 3);
  const moved = messages.filter(({ Attributes }) => Attributes?.MessageGroupId !== 'a third group');
  expect(moved).toMatchObject([
    {
      Body: 'first',
      Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'bak' },
      MessageAttributes: { kind: { StringValue: 'first' } },
    },
    { Body: 'second', Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'other' } },
  ]);
  expect(moved[0]?.MessageId).not.toBe(MessageId);
});

test('messages of one group keep their order', async () => {
  const { client, redrive, send, urlOf } = await startTestServer();
  for (const body of ['1', '2', '3', '4']) await send('bak-dlq.fifo', body, 'bak');
  await redrive({ DestinationArn: arnOf('other.fifo') });
  await expect
    .poll(async () => (await listTasks(client))[0], { interval: 5 })
    .toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 4,
      ApproximateNumberOfMessagesToMove: 4,
      SourceArn: arnOf('bak-dlq.fifo'),
      DestinationArn: arnOf('other.fifo'),
      StartedTimestamp: expect.any(Number) as number,
    });
  const [first] = await receive(client, urlOf('other.fifo'), 1);
  expect(first?.Body).toBe('1');
});

async function listTasks(client: SQSClient, MaxResults?: number) {
  const command = new ListMessageMoveTasksCommand({ SourceArn: arnOf('bak-dlq.fifo'), MaxResults });
  return (await client.send(command)).Results ?? [];
}

test('tasks are listed newest first, one unless more are asked for, without a handle when they are over', async () => {
  const { client, redrive } = await startTestServer();
  const isOver = async () => (await listTasks(client))[0]?.Status;
  await redrive({ MaxNumberOfMessagesPerSecond: 1 });
  await expect.poll(isOver, { interval: 5 }).toBe('COMPLETED');
  await redrive({ MaxNumberOfMessagesPerSecond: 2 });
  await expect.poll(isOver, { interval: 5 }).toBe('COMPLETED');
  expect(await listTasks(client)).toHaveLength(1);
  const both = await listTasks(client, 10);
  expect(both.map((task) => task.MaxNumberOfMessagesPerSecond)).toEqual([2, 1]);
  expect(both.map((task) => task.TaskHandle)).toEqual([undefined, undefined]);
});

test.each<[string, StartMessageMoveTaskCommandInput, string]>([
  ['no queue', { SourceArn: arnOf('nothing') }, 'ResourceNotFoundException'],
  ['a queue that is no dead-letter queue', { SourceArn: arnOf('bak.fifo') }, 'InvalidParameterValue'],
  [
    'a destination that is not there',
    { SourceArn: arnOf('bak-dlq.fifo'), DestinationArn: arnOf('nothing') },
    'ResourceNotFoundException',
  ],
  [
    'a destination of the other type',
    { SourceArn: arnOf('bak-dlq.fifo'), DestinationArn: arnOf('standard') },
    'InvalidParameterValue',
  ],
  [
    'more than 500 messages a second',
    { SourceArn: arnOf('bak-dlq.fifo'), MaxNumberOfMessagesPerSecond: 501 },
    'InvalidParameterValue',
  ],
])('%s is refused', async (_what, input, name) => {
  const { start } = await startTestServer();
  await expect(start(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
});

test('a second task on a queue whose first one runs is refused', async () => {
  const { redrive, send } = await startTestServer();
  for (let index = 0; index < 20; index += 1) await send('bak-dlq.fifo', `${index}`, 'bak');
  const ends = await Promise.allSettled([redrive(), redrive()]);
  const refused = ends.filter((end) => end.status === 'rejected');
  expect(refused.map((end) => end.reason as unknown)).toEqual([expect.any(UnsupportedOperation)]);
});
