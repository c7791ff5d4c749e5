import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';
import { startStack, type Stack } from '../local/start-stack.ts';
import { makeProductLine } from './made-products.ts';
import { quantile } from './medians.ts';

const warmUps = 5;
const measuredRounds = 40;
const linesPerDelta = 1_000;

type Round = { visibleMs: number; stagingMs: number; applyMs: number };

/**
 * Drops deltas of 1,000 lines one after the other, every second one changing the same 1,000 records, and measures each
 * from the end of its upload until another connection sees its `file_complete`.
 */
export async function benchLatency(): Promise<string> {
  const stateDir = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  const stack = await startStack({ stateDir });
  try {
    const measured = await measure(stack);
    return report(measured.slice(warmUps));
  } finally {
    await stack.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function measure({ endpoints }: Stack): Promise<Round[]> {
  const s3 = new S3Client({
    endpoint: endpoints.s3,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  });
  const client = new pg.Client(endpoints.database);
  await client.connect();
  const done: Round[] = [];
  try {
    for (let round = 0; round < warmUps + measuredRounds; round += 1) {
      const key = keyOf(round);
      const body = Array.from({ length: linesPerDelta }, (_, line) => makeProductLine(line, round)).join('');
      await s3.send(new PutObjectCommand({ Bucket: endpoints.landingBucket, Key: key, Body: body }));
      done.push(await waitForComplete(client, key, performance.now()));
    }
  } finally {
    await client.end();
    s3.destroy();
  }
  return done;
}

function keyOf(round: number): string {
  const minute = String(round % 60).padStart(2, '0');
  return `bak/PRODUCT/2026/03/ecommerce_${1000 + round}_2026030308${minute}00_001.jsonl`;
}

const findComplete = `
  select (metadata ->> 'staging_ms')::float8 as staging_ms, (metadata ->> 'apply_ms')::float8 as apply_ms
  from inriver_bak.file_processing_events
  where source_file = $1 and event_type = 'file_complete'`;
const giveUpMs = 30_000;

async function waitForComplete(client: pg.Client, key: string, uploadedMs: number): Promise<Round> {
  while (performance.now() - uploadedMs < giveUpMs) {
    const { rows } = await client.query<{ staging_ms: number; apply_ms: number }>(findComplete, [key]);
    const visibleMs = performance.now() - uploadedMs;
    if (rows[0]) return { visibleMs, stagingMs: rows[0].staging_ms, applyMs: rows[0].apply_ms };
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  throw new Error(`${key} was not complete after ${giveUpMs} ms`);
}

function report(rounds: readonly Round[]): string {
  const row = (name: string, values: readonly number[]): string =>
    [name.padEnd(26), ...[0.5, 0.9, 1].map((share) => quantile(values, share).toFixed(0).padStart(7))].join(
      '',
    );
  return [
    `latency of a ${linesPerDelta}-line delta, ${rounds.length} rounds, ms      median    p90    max`.trimEnd(),
    row(
      'upload to file_complete',
      rounds.map((round) => round.visibleMs),
    ),
    row(
      '  of it staging',
      rounds.map((round) => round.stagingMs),
    ),
    row(
      '  of it applying',
      rounds.map((round) => round.applyMs),
    ),
  ].join('\n');
}
