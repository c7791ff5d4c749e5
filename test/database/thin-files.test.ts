import { expect, test } from 'vitest';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, productKey, products } from '../support/unit-bench.ts';

const database = await cloneDatabase();

test('a file far smaller than the last ones is applied and alerted, until one of usual size comes', async () => {
  const bench = await makeUnit(database);
  const drop = (name: string, lines: number) =>
    bench.loader.drop(productKey(bench, name), lines === 0 ? '' : jsonl(...products(1, lines)));
  await drop('0801', 3);
  for (const minute of ['02', '03', '04', '05']) await drop(`08${minute}`, 20);
  expect(await bench.alerts()).toEqual([]);
  await drop('0806', 1);
  expect(await bench.alerts()).toEqual(['thin-file fewer-lines']);
  expect(await bench.lastEvent('file_complete')).toMatchObject({ processed: 1 });
  await drop('0807', 0);
  expect(await bench.alerts()).toEqual(['thin-file empty-file']);
  await drop('0808', 20);
  expect(await bench.alerts()).toEqual([]);
});

test('a full file is not measured by the deltas before it', async () => {
  const bench = await makeUnit(database);
  await bench.rows('update feed_settings set deletion_guard = 1');
  for (const minute of ['01', '02', '03', '04', '05']) {
    await bench.loader.drop(productKey(bench, `08${minute}`), jsonl(...products(1, 20)));
  }
  await bench.loader.drop(productKey(bench, 'full_0806'), jsonl(...products(1, 3)));
  expect(await bench.alerts()).toEqual([]);
});
