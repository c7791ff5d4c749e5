import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { NotFound } from '#core/errors.ts';
import { history, type History } from '../support/model/histories.ts';
import { liveThrough } from '../support/model/live-through.ts';
import { StateReader } from '../support/model/state-reader.ts';
import { resetUnit } from '../support/model/unit-reset.ts';
import { dataOf, openRecords } from '../support/open-records.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { makeUnit } from '../support/unit-bench.ts';

/** By hand as many as one has time for. */
const cases = Number(process.env['MILLRACE_MODEL_CASES'] ?? 10);
const seed = Number(process.env['MILLRACE_MODEL_SEED'] ?? 20_260_303);

const database = await cloneDatabase();
const bench = await makeUnit(database);
const records = openRecords(database, bench);
const reader = await StateReader.open(database.url, bench.unit.schema);
afterAll(() => reader.close());

/** The state at a moment: the newest event, and the hash that was kept then. */
type Moment = { event: string; hash: string };

test(
  'whatever happens later, a record as of an event is what it was when that event was the newest',
  async () => {
    let looked = 0;
    const property = fc.asyncProperty(history, async (lived) => {
      for (const { event, hash } of await keepMoments(lived)) {
        expect(await foldAsOf(event), `as of event ${event}`).toBe(hash);
        looked += 1;
      }
    });
    await fc.assert(property, { numRuns: cases, seed });
    expect(looked).toBeGreaterThan(cases);
  },
  60_000 + cases * 20_000,
);

async function keepMoments(lived: History): Promise<Moment[]> {
  const moments: Moment[] = [];
  await resetUnit(bench, lived);
  await liveThrough({ bench, reader }, lived, async () => {
    const [now] = await bench.rows(
      `select (select max(id)::text from file_processing_events) as event, state_hash::text as hash
       from feed_totals where feed = 'products'`,
    );
    if (now?.['event']) moments.push(now as Moment);
  });
  return moments;
}

/** The exclusive-or over the live records, each put together from what `show` says of it. */
async function foldAsOf(event: string): Promise<string> {
  const live: [string, string][] = [];
  for (const id of ['1', '2', '3', '4']) {
    try {
      const record = await records.show(id, { feed: 'products', asOf: event });
      if (!record.deleted) live.push([id, dataOf(record)]);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }
  const [row] = await bench.rows(
    `select coalesce(bit_xor(('x' || encode(hash_record(id, data), 'hex'))::bit(256)), repeat('0', 256)::bit(256))::text as hash
     from unnest($1::text[], $2::jsonb[]) record (id, data)`,
    [live.map(([id]) => id), live.map(([, data]) => data)],
  );
  return String(row?.['hash']);
}
