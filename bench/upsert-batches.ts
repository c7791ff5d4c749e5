import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type pg from 'pg';

const batchRows = 1_000;

/** An empty table for `upsertBatches`. */
export async function createUsualTable(client: pg.Client): Promise<void> {
  await client.query('drop table if exists usual; create table usual (id text primary key, data jsonb)');
}

/**
 * The usual way to load such a file, as a yardstick: one connection, lines parsed, 1,000 rows an upsert, no history.
 * @returns milliseconds
 */
export async function upsertBatches(client: pg.Client, file: string): Promise<number> {
  const startedMs = performance.now();
  let batch: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file, { highWaterMark: 1 << 18 }) })) {
    batch.push(line);
    if (batch.length < batchRows) continue;
    await upsert(client, batch);
    batch = [];
  }
  if (batch.length > 0) await upsert(client, batch);
  return performance.now() - startedMs;
}

async function upsert(client: pg.Client, lines: readonly string[]): Promise<void> {
  const records = lines.map((line) => JSON.parse(line) as { EntityId: number });
  const places = records.map((_, index) => `($${2 * index + 1}, $${2 * index + 2})`).join(', ');
  await client.query(
    `insert into usual values ${places} on conflict (id) do update set data = excluded.data`,
    records.flatMap((record) => [String(record.EntityId), JSON.stringify(record)]),
  );
}
