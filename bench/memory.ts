import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import pg from 'pg';
import { startStack, type Stack } from '../local/start-stack.ts';
import { makeWideProductLine } from './made-products.ts';
import { peakOf } from './peak-memory.ts';

/** Each unit has a loader of its own, and so a process of its own, which has loaded nothing before. */
const files = [
  { unit: 'bak', sizeMb: 100 },
  { unit: 'cefl', sizeMb: 1000 },
] as const;
const partSize = 16 * 1024 * 1024;
const giveUpMs = 15 * 60_000;

/**
 * Loads a file of 100 MB and one of 1 GB, and reads how much memory the process that ran the loader had at the most.
 * S3 and all else is served by this process.
 */
export async function benchMemory(): Promise<string> {
  const stateDir = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  const stack = await startStack({ stateDir });
  try {
    const rows: string[] = [];
    for (const { unit, sizeMb } of files) {
      const { lines, loadMs } = await load(stack, unit, sizeMb * 1e6);
      const peakMb = await peakOf([
        `AWS_ENDPOINT_URL_S3=${stack.endpoints.s3}`,
        `LANDING_BUCKET=${stack.endpoints.landingBucket}`,
        `BUSINESS_UNIT=${unit}`,
      ]);
      rows.push(
        `${String(sizeMb).padStart(5)} MB, ${lines} lines: peak ${peakMb.toFixed(0)} MB, loaded in ${(loadMs / 1000).toFixed(1)} s`,
      );
      console.error(rows.at(-1));
    }
    return ['memory of the process that runs the loader', ...rows].join('\n');
  } finally {
    await stack.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}

/** Uploads a made file of about this size; from the end of the upload until it is loaded. */
async function load(
  { endpoints }: Stack,
  unit: string,
  sizeBytes: number,
): Promise<{ lines: number; loadMs: number }> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const s3 = new S3Client({ endpoint: endpoints.s3, region: 'us-east-1', credentials, forcePathStyle: true });
  const database = new pg.Client(endpoints.database);
  await database.connect();
  try {
    const key = `${unit}/PRODUCT/2026/03/ecommerce_1_20260303080700_001.jsonl`;
    const made = { lines: 0 };
    const Body = Readable.from(makeLines(sizeBytes, made), { objectMode: false });
    const params = { Bucket: endpoints.landingBucket, Key: key, Body };
    await new Upload({ client: s3, params, partSize, queueSize: 1 }).done();
    const startedMs = performance.now();
    await untilLoaded(database, unit, key);
    return { lines: made.lines, loadMs: performance.now() - startedMs };
  } finally {
    await database.end();
    s3.destroy();
  }
}

function* makeLines(sizeBytes: number, made: { lines: number }): Iterable<Buffer> {
  for (let bytes = 0; bytes < sizeBytes; made.lines += 1) {
    const line = Buffer.from(makeWideProductLine(made.lines, 0));
    bytes += line.length;
    yield line;
  }
}

async function untilLoaded(database: pg.Client, unit: string, key: string): Promise<void> {
  const deadline = performance.now() + giveUpMs;
  while (performance.now() < deadline) {
    const { rows } = await database.query<{ event_type: string; error_message: string }>(
      `select event_type, error_message from inriver_${unit}.file_processing_events
       where source_file = $1 and event_type in ('file_complete', 'file_error')`,
      [key],
    );
    if (rows[0]?.event_type === 'file_error') throw new Error(rows[0].error_message);
    if (rows[0]) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${key} was not loaded after ${giveUpMs / 60_000} minutes`);
}
