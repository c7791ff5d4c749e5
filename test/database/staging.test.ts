import { expect, test } from 'vitest';
import type { LoadLedger } from '#core/load/ports.ts';
import type { Block, StagedRecord } from '#core/staging/block.ts';
import { openTestLoader } from '../support/loader.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, products } from '../support/unit-bench.ts';

const database = await cloneDatabase();

test('a line that only PostgreSQL refuses becomes a reject in its words, and the rest of the file loads', async () => {
  const bench = await makeUnit(database);
  const refused = Buffer.from(String.raw`{"EntityId":2,"x":"\u0000"}`);
  const loader = openTestLoader(database, bench.unit, {
    wrap: withRecords((record) => (record.id === '2' ? [{ ...record, data: refused }] : [record])),
  });
  await loader.drop(productKey(bench, '0801'), jsonl(...products(1, 3)));
  expect(Object.keys(await bench.live())).toEqual(['1', '3']);
  expect(await bench.lastEvent('file_complete')).toMatchObject({ processed: 3, inserted: 2, rejected: 1 });
  expect(
    await bench.rows(
      `select load_id::int, line::int, byte_offset::int, code, reason, id from rejected_records`,
    ),
  ).toEqual([
    {
      load_id: 2,
      line: 2,
      byte_offset: jsonl(product(1)).length,
      code: 'refused-by-database',
      reason: expect.stringContaining('unsupported Unicode escape sequence') as string,
      id: '2',
    },
  ]);
  expect(await bench.rows('select load_id::int from raw_records order by line')).toEqual([
    { load_id: 2 },
    { load_id: 2 },
  ]);
});

test('a file of many blocks over two connections keeps its line numbers', async () => {
  const bench = await makeUnit(database);
  const text = jsonl(...products(1, 20_000, { Text: 'x'.repeat(100) }));
  await bench.loader.drop(productKey(bench, '0801'), text);
  const wrong = await bench.rows('select id from raw_records where line <> id::bigint');
  expect(wrong).toEqual([]);
  expect(await bench.lastEvent('file_complete')).toMatchObject({
    processed: 20_000,
    inserted: 20_000,
    metadata: { bytes: text.length, live_records: 20_000 },
  });
});

/** A ledger whose staging gets other records than were read. */
function withRecords(change: (record: StagedRecord) => StagedRecord[]): (ledger: LoadLedger) => LoadLedger {
  return (ledger) => ({
    ...ledger,
    stage: (epoch, target, blocks, signal) => ledger.stage(epoch, target, changed(blocks, change), signal),
  });
}

async function* changed(
  blocks: AsyncIterable<Block>,
  change: (record: StagedRecord) => StagedRecord[],
): AsyncGenerator<Block> {
  for await (const block of blocks) yield { ...block, records: block.records.flatMap(change) };
}
