import { CreateQueueCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import type { StageTemplate } from '../template/stage-template.ts';
import { readQueueAttributes } from './queue-attributes.ts';
import { serveMoveTasks } from './serve-move-tasks.ts';

export type QueueServer = { url: string; queueUrl(name: string): string; close(): Promise<void> };
export type Queues = {
  client: SQSClient;
  send(queueUrl: string, body: string, messageGroupId?: string): Promise<void>;
  close(): void;
};

const accountId = '000000000000';

/**
 * An SQS on 127.0.0.1. What lies in its queues ends with it: messages are doorbells, and what they announced is found
 * again by those who look for it on a schedule.
 * @param port 0 for a free one
 */
export async function startQueueServer(port: number, region: string): Promise<QueueServer> {
  const app = buildApp({ logger: false, defaultRegion: region });
  // It names queues below a host that not every machine resolves.
  app.addHook('preSerialization', async (_request, _reply, payload: unknown) => nameByAddress(payload));
  let url = '';
  const queueUrl = (name: string) => `${url}/${accountId}/${name}`;
  const nameByAddress = (payload: unknown): unknown => {
    if (typeof payload !== 'object' || payload === null) return payload;
    const { QueueUrl: one, QueueUrls: many } = payload as { QueueUrl?: string; QueueUrls?: string[] };
    const rename = (given: string) => queueUrl(given.split('/').at(-1) ?? '');
    return {
      ...payload,
      ...(one && { QueueUrl: rename(one) }),
      ...(many && { QueueUrls: many.map(rename) }),
    };
  };
  let itself: SQSClient | undefined;
  serveMoveTasks(app, () => (itself ??= openClient(url, region)));
  url = await app.listen({ host: '127.0.0.1', port }).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'EADDRINUSE' ? 'another program listens there' : cause.message;
    throw new Error(`SQS cannot listen on port ${port}: ${reason}. Leave the port out to get a free one.`, {
      cause,
    });
  });
  const close = async () => {
    itself?.destroy();
    await app.close();
  };
  return { url, queueUrl, close };
}

function openClient(endpoint: string, region: string): SQSClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new SQSClient({ endpoint, region, credentials });
}

/** Creates the template's queues, with a client that everything local uses to reach them. */
export async function createQueues(server: QueueServer, template: StageTemplate): Promise<Queues> {
  const client = openClient(server.url, template.facts.region);
  const queues = template.list('AWS::SQS::Queue');
  await Promise.all(
    queues.map((queue) =>
      client.send(
        new CreateQueueCommand({ QueueName: queue.name, Attributes: readQueueAttributes(template, queue) }),
      ),
    ),
  );
  return {
    client,
    send: async (queueUrl, body, messageGroupId) => {
      const group = messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId };
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...group }));
    },
    close: () => client.destroy(),
  };
}
