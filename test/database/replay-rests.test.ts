import { expect, test } from 'vitest';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey } from '../support/unit-bench.ts';

const database = await cloneDatabase();

test('what a replay staged before it came to rest is removed when a correction closes its mark', async () => {
  const bench = await makeUnit(database);
  const drop = (name: string, content: string | Uint8Array) =>
    bench.loader.drop(productKey(bench, name), content);
  for (const name of ['0801', '0802', '0803']) await drop(name, jsonl(product(name)));
  await bench.rows(
    `update file_processing_events set replay_date = now() where event_type = 'file_complete' and source_file = $1`,
    [productKey(bench, '0801')],
  );
  const unreadable = Buffer.from('\ufeff{}', 'utf16le');
  await drop('0802', unreadable);
  const staged = `select key from loads join landed_files using (landed_file) where staging is not null and discarded_at is null`;
  expect(await bench.rows(staged)).toEqual([{ key: productKey(bench, '0801') }]);

  await drop('0801', jsonl(product('0801', { Size: 2 })));
  expect(await bench.rows('select * from open_marks')).toEqual([]);
  expect(await bench.rows(staged)).toEqual([]);
  expect(
    await bench.rows(
      'select load_id from raw_records join loads using (load_id) where applied_event is null',
    ),
  ).toEqual([]);
  expect(Object.keys(await bench.live())).toEqual(['0801', '0802', '0803']);
});
