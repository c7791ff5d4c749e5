import { expect, test } from 'vitest';
import type { Freshness } from '#core/freshness.ts';
import { readIsoDuration } from '#core/iso-duration.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();

async function freshnessOf(bench: UnitBench, name: string): Promise<Freshness | undefined> {
  const { feeds } = await openOperator(database, bench).status();
  return feeds.find(({ feed }) => feed === name)?.freshness;
}

/** As if every file had landed that much earlier. */
function age(bench: UnitBench, interval: string): Promise<unknown> {
  return bench.rows('update landed_files set discovered_at = discovered_at - $1::interval', [interval]);
}

test('the data of a feed is stale once its newest file landed longer ago than its cadence', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
  expect(await freshnessOf(bench, 'products')).toMatchObject({ expected_every: 'P1D', is_stale: false });
  await age(bench, '25 hours');
  const stale = (await freshnessOf(bench, 'products')) as Freshness;
  expect(stale).toMatchObject({ is_stale: true, lag: expect.stringMatching(/^P1DT1H/) });
  await bench.rows(`update feed_settings set cadence = '3 days'`);
  expect(await freshnessOf(bench, 'products')).toMatchObject({ expected_every: 'P3D', is_stale: false });
});

test('the newest file counts, not the one that was applied last', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(productKey(bench, '0802'), jsonl(product(1)));
  await age(bench, '2 days');
  await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
  expect(await freshnessOf(bench, 'products')).toMatchObject({ is_stale: true });
});

test('replaying a file makes its data no younger', async () => {
  const bench = await makeUnit(database);
  const operator = openOperator(database, bench);
  await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
  await age(bench, '2 days');
  await operator.replay(productKey(bench, '0801'));
  const replayed = (await freshnessOf(bench, 'products')) as Freshness;
  expect(replayed.is_stale).toBe(true);
  expect(readIsoDuration(replayed.lag ?? '')).toBeGreaterThanOrEqual(2 * 86_400);
});

test('a feed without a cadence, or without a file, is never stale', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop('SHARED/AttributeFile.json', '[]');
  await age(bench, '400 days');
  expect(await freshnessOf(bench, 'attribute_file')).toMatchObject({
    expected_every: null,
    is_stale: false,
    lag: expect.stringMatching(/^P400D/),
  });
  expect(await freshnessOf(bench, 'products')).toEqual({
    last_applied_at: null,
    expected_every: 'P1D',
    is_stale: false,
    lag: null,
  });
});
