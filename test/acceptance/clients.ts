import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { Upload } from '@aws-sdk/lib-storage';
import pg from 'pg';
import { hashRecords } from './hash-records.ts';
import type { Endpoints } from './stack.ts';

const access = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const patienceMs = 60_000;
const pauseMs = 20;

/** Everything the suite touches a stack with: the clients that anybody has. */
export class Clients {
  private readonly endpoints: Endpoints;
  private readonly s3: S3Client;
  private readonly sqs: SQSClient;
  private readonly database: pg.Client;

  private constructor(endpoints: Endpoints) {
    this.endpoints = endpoints;
    this.s3 = new S3Client({ ...access, endpoint: endpoints.s3, forcePathStyle: true });
    this.sqs = new SQSClient({ ...access, endpoint: endpoints.sqs });
    this.database = new pg.Client(endpoints.database);
  }

  static async open(endpoints: Endpoints): Promise<Clients> {
    const clients = new Clients(endpoints);
    await clients.database.connect();
    return clients;
  }

  async close(): Promise<void> {
    await this.database.end();
    this.s3.destroy();
    this.sqs.destroy();
  }

  /** Drops a file, with user metadata where some is given; the version that S3 gave it comes back. */
  async put(
    key: string,
    body: string | Uint8Array,
    metadata?: Record<string, string>,
  ): Promise<string | undefined> {
    const target = { Bucket: this.endpoints.landingBucket, Key: key, Body: body, Metadata: metadata };
    return (await this.s3.send(new PutObjectCommand(target))).VersionId;
  }

  /** Drops a file in parts, as a client does with a large one. */
  async putInParts(key: string, body: Buffer): Promise<void> {
    const params = { Bucket: this.endpoints.landingBucket, Key: key, Body: body };
    await new Upload({ client: this.s3, params, partSize: 5 * 1024 * 1024 }).done();
  }

  /** Rings a unit's bell with any body; in a group of its own it waits for no message that somebody holds. */
  async ring(unit: string, body: string, deduplicationId: string, group = unit): Promise<void> {
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.endpoints.queues[unit],
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId,
      }),
    );
  }

  /** Messages that wait in a queue or are in somebody's hands. */
  async countMessages(queueUrl: string): Promise<number> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    return (
      Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0) +
      Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'] ?? 0)
    );
  }

  /** Moves the messages of a dead-letter queue back to where they came from, as the console does. */
  async redrive(deadLetterQueueUrl: string): Promise<void> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: deadLetterQueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await this.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.['QueueArn'] }));
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(text, values)).rows;
  }

  /** Waits until an event of that type for the file is there; gives its row. */
  waitForEvent(schema: string, key: string, type: string, count = 1): Promise<Record<string, unknown>> {
    return eventually(`${count} × ${type} of ${key}`, async () => {
      const rows = await this.query<Record<string, unknown>>(
        `select * from ${schema}.file_processing_events where source_file = $1 and event_type = $2 order by id`,
        [key, type],
      );
      return rows.length >= count ? rows.at(-1) : undefined;
    });
  }

  /** Live count and hash of a feed: the exclusive-or of sha256(id, newline, JSON with sorted keys). */
  async readState(schema: string, feed: string): Promise<{ count: number; xor: string }> {
    const rows = await this.query<{ id: string; data: unknown }>(
      `select id, data from ${schema}.${feed} where not deleted`,
    );
    return hashRecords(rows);
  }
}

/** Asks again until there is an answer. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error(`waited ${patienceMs / 1000} s in vain for ${what}`);
}
