import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import pg from 'pg';
import { connectLambda, invokeFunction } from '#platform/invoke-function.ts';
import { startStack, type Stack } from '../local/start-stack.ts';

const pollMs = 5;
/** A question costs the machine a millisecond or two: what takes long is asked about less often, to half a percent. */
const pollShare = 0.005;
const giveUpMs = 600_000;

/** A stack of a benchmark's own, and the clients that it measures with. */
export type BenchStack = {
  stack: Stack;
  /** A folder for the benchmark's files, gone afterwards. */
  folder: string;
  administrator: pg.Client;
  /** May do what no role of the product may: checkpoints. */
  superuser: pg.Client;
  /** Uploads one file; comes back when its last byte is there. */
  upload(key: string, body: Buffer | (() => NodeJS.ReadableStream)): Promise<void>;
  /** Asks `operate` as the command line does; refusals are thrown. */
  ask(request: Record<string, unknown>): Promise<unknown>;
  /** Waits for the `file_complete` of a key; its metadata comes back. */
  waitForComplete(schema: string, key: string): Promise<Record<string, unknown>>;
  /** Waits until drift was looked for in the load of a key, behind its `file_complete`; how many ms behind comes back. */
  waitForInspection(schema: string, key: string): Promise<number>;
};

/** Starts a stack with a durable database, hands it to `work`, and leaves nothing behind. */
export async function withStack<T>(work: (bench: BenchStack) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  const stack = await startStack({ stateDir: join(folder, 'stack') });
  const { endpoints } = stack;
  const administrator = new pg.Client(endpoints.database);
  const superuser = new pg.Client(endpoints.database.replace('millrace_admin@', 'postgres@'));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const lambda = connectLambda({ endpoint: endpoints.lambda, region: 'us-east-1', credentials });
  const s3 = new S3Client({ endpoint: endpoints.s3, region: 'us-east-1', credentials, forcePathStyle: true });
  try {
    await administrator.connect();
    await superuser.connect();
    return await work({
      stack,
      folder,
      administrator,
      superuser,
      async upload(key, body) {
        const bytes = Buffer.isBuffer(body) ? body : body();
        const params = { Bucket: endpoints.landingBucket, Key: key, Body: bytes as Buffer };
        await new Upload({ client: s3, params, partSize: 64 * 1024 * 1024 }).done();
      },
      async ask(request) {
        const answer = await invokeFunction(lambda, `millrace-${endpoints.stage}-operate`, request);
        const { ok, result } = answer as { ok: boolean; result: unknown };
        if (!ok) throw new Error(JSON.stringify(answer));
        return result;
      },
      waitForComplete: (schema, key) => waitForComplete(administrator, schema, key),
      waitForInspection: (schema, key) => waitForInspection(administrator, schema, key),
    });
  } finally {
    await administrator.end();
    await superuser.end();
    s3.destroy();
    lambda.destroy();
    await stack.stop();
    // As root, the database lies outside of the folder.
    for (const left of [folder, stack.databaseDir])
      if (left) await rm(left, { recursive: true, force: true });
  }
}

async function waitForComplete(
  client: pg.Client,
  schema: string,
  key: string,
): Promise<Record<string, unknown>> {
  const statement = `
    select event_type, error_message, metadata
    from ${schema}.file_processing_events
    where source_file = $1 and event_type in ('file_complete', 'file_error')`;
  return poll(`${key} was not complete`, async () => {
    const { rows } = await client.query<{
      event_type: string;
      error_message: string;
      metadata: Record<string, unknown>;
    }>(statement, [key]);
    const [event] = rows;
    if (event?.event_type === 'file_error') throw new Error(`${key}: ${event.error_message}`);
    return event?.metadata;
  });
}

async function waitForInspection(client: pg.Client, schema: string, key: string): Promise<number> {
  const statement = `
    select extract(epoch from l.inspected_at - e.event_time)::float8 * 1000 as ms
    from ${schema}.file_processing_events e join ${schema}.loads l on l.applied_event = e.id
    where e.source_file = $1 and l.inspected_at is not null`;
  return poll(`drift was not looked for in ${key}`, async () => {
    const { rows } = await client.query<{ ms: number }>(statement, [key]);
    return rows[0]?.ms;
  });
}

/** Asks until there is an answer. */
async function poll<T>(whatIsNot: string, ask: () => Promise<T | undefined>): Promise<T> {
  const startedMs = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs > giveUpMs) throw new Error(`${whatIsNot} after ${giveUpMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(pollMs, elapsedMs * pollShare)));
  }
}

/** Keys of deltas in their order: the n-th is a minute after the one before. */
export function deltaKey(unit: string, n: number): string {
  const at = new Date(Date.UTC(2026, 2, 3, 0, n)).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return `${unit}/PRODUCT/2026/03/ecommerce_${1000 + n}_${at}_001.jsonl`;
}
