import { describe, expect, test } from 'vitest';
import { cloneDatabase } from '../support/test-database.ts';
import {
  jsonl,
  makeUnit,
  product,
  productKey,
  products,
  tombstone,
  type UnitBench,
} from '../support/unit-bench.ts';

const database = await cloneDatabase();

/** Records with where they come from, as a clean load of the same files would leave them. */
function state(bench: UnitBench): Promise<Record<string, unknown>[]> {
  return bench.rows(
    `select id, data, deleted, split_part(source_file, '_', 2) as file, line::int from records order by id`,
  );
}

async function dropAll(
  bench: UnitBench,
  files: readonly [name: string, ...records: unknown[]][],
): Promise<void> {
  for (const [name, ...records] of files) await bench.loader.drop(productKey(bench, name), jsonl(...records));
}

async function stateOfCleanLoad(files: readonly [name: string, ...records: unknown[]][]): Promise<unknown> {
  const clean = await makeUnit(database);
  await clean.rows(`update feed_settings set deletion_guard = 1, hold_back = '0'`);
  await dropAll(clean, files);
  return { state: await state(clean), totals: await totals(clean) };
}

function totals(bench: UnitBench): Promise<unknown> {
  return bench.rows(`select feed, live_records, state_hash from feed_totals order by feed`);
}

/** The statement that users know: the file and all that came after it. */
function mark(bench: UnitBench, name: string): Promise<unknown> {
  return bench.rows(
    `update file_processing_events set replay_date = now()
     where id >= (select min(id) from file_processing_events where event_type = 'file_complete' and source_file = $1)`,
    [productKey(bench, name)],
  );
}

const first = ['0801', product(1, { Name: 'one' }), product(2, { Name: 'two' })] as const;
const bad = ['0802', product(2, { Name: 'BAD', Bad: true }), product(9, { Name: 'never was' })] as const;
const mended = ['0802', product(2, { Name: 'mended' })] as const;
const third = ['0803', product(3, { Name: 'three' }), product(1, { Size: 5 })] as const;

describe('a replay', () => {
  test('of files marked by SQL gives the state of a clean load, and again', async () => {
    const bench = await makeUnit(database);
    await dropAll(bench, [[...first], [...bad], [...third]]);
    await mark(bench, '0802');
    await dropAll(bench, [[...mended]]);

    const complete = `select split_part(source_file, '_', 2) as file, replay_date is not null as marked,
        replaces_event = any (array_agg(id) over (partition by source_file)) as replaces
      from file_processing_events where event_type = 'file_complete' order by id`;
    const wanted = [
      { file: '20260303080100.jsonl', marked: false, replaces: null },
      { file: '20260303080200.jsonl', marked: true, replaces: null },
      { file: '20260303080300.jsonl', marked: true, replaces: null },
      { file: '20260303080200.jsonl', marked: false, replaces: true },
      { file: '20260303080300.jsonl', marked: false, replaces: true },
    ];
    expect(await bench.rows(complete)).toEqual(wanted);
    const clean = await stateOfCleanLoad([[...first], [...mended], [...third]]);
    expect({ state: await state(bench), totals: await totals(bench) }).toEqual(clean);

    await mark(bench, '0802');
    await bench.loader.ring();
    expect(await bench.rows(complete)).toEqual([
      ...wanted.slice(0, 3),
      ...wanted.slice(3).map((event) => ({ ...event, marked: true })),
      ...wanted.slice(3),
    ]);
    expect({ state: await state(bench), totals: await totals(bench) }).toEqual(clean);
  });

  test('tells what each file did at its place, and the hash of the state then', async () => {
    const bench = await makeUnit(database);
    await dropAll(bench, [[...first], [...mended], [...third]]);
    const told = `select source_file, records_processed, records_inserted, records_updated, records_unchanged,
        records_deleted, metadata -> 'state_hash' as hash, metadata -> 'live_records' as live, metadata -> 'folded' as folded
      from file_processing_events where event_type = 'file_complete' order by id`;
    const before = await bench.rows(told);
    await mark(bench, '0801');
    await bench.loader.ring();
    expect((await bench.rows(told)).slice(3)).toEqual(before);
  });

  test('of a full run in parts closes it again', async () => {
    const bench = await makeUnit(database);
    await bench.rows(`update feed_settings set deletion_guard = 1, hold_back = '0'`);
    const files: [string, ...unknown[]][] = [
      ['0800', ...products(1, 6)],
      ['full_0801_001', product(1, { A: 1 }), product(2)],
      ['full_0801_002', product(3)],
      ['0802', product(5, { B: 1 })],
      ['full_0803_001', product(1, { A: 1 }), product(5)],
      ['0804', tombstone(1)],
    ];
    await dropAll(bench, files);
    const before = { state: await state(bench), totals: await totals(bench) };
    await mark(bench, 'full_0801_002');
    await bench.loader.ring();
    expect({ state: await state(bench), totals: await totals(bench) }).toEqual(before);
  });
});

describe('a late file', () => {
  test('takes its place', async () => {
    const bench = await makeUnit(database);
    const late: [string, ...unknown[]] = ['0802', product(1, { Name: 'late' }), product(7), tombstone(2)];
    await dropAll(bench, [[...first], [...third], late]);
    const clean = await stateOfCleanLoad([[...first], late, [...third]]);
    expect({ state: await state(bench), totals: await totals(bench) }).toEqual(clean);
  });

  test('that is a part of a closed full run takes back what its absence deleted', async () => {
    const bench = await makeUnit(database);
    await bench.rows(`update feed_settings set deletion_guard = 1, hold_back = '0'`);
    const files: [string, ...unknown[]][] = [
      ['0800', ...products(1, 6)],
      ['full_0801_001', product(1, { A: 1 }), product(2)],
      ['full_0801_002', product(3)],
      ['0802', product(5, { B: 1 })],
    ];
    await dropAll(bench, [files[0]!, files[1]!, files[3]!, files[2]!]);
    expect({ state: await state(bench), totals: await totals(bench) }).toEqual(await stateOfCleanLoad(files));
  });
});

test('a correction takes the place of what it corrects', async () => {
  const bench = await makeUnit(database);
  await dropAll(bench, [[...first], [...bad], [...third], [...mended]]);
  const clean = await stateOfCleanLoad([[...first], [...mended], [...third]]);
  expect({ state: await state(bench), totals: await totals(bench) }).toEqual(clean);
  expect(await bench.rows('select id from records where id = $1', ['9'])).toEqual([]);
});
