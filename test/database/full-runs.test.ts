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

describe('a full run in parts', () => {
  test('deletes nothing before it is closed', async () => {
    const bench = await makeUnitWith(products(1, 3));
    await drop(bench, 'full_0810_1', products(2, 2));
    expect(Object.keys(await bench.live())).toEqual(['1', '2', '3']);
  });

  test('is closed by a file of a later run: what none of its parts has is deleted', async () => {
    const bench = await makeUnitWith(products(1, 4));
    await drop(bench, 'full_0810_1', products(2, 2));
    await drop(bench, 'full_0810_2', products(3, 3));
    await drop(bench, '0820', products(5, 5));
    expect(Object.keys(await bench.live())).toEqual(['2', '3', '5']);
    expect(await bench.lastEvent('full_closed')).toMatchObject({
      deleted: 2,
      source_file: productKey(bench, 'full_0810_2'),
    });
  });

  test('is closed once its hold-back is over, when no number is missing', async () => {
    const bench = await makeUnitWith(products(1, 2));
    await drop(bench, 'full_0810_1', products(2, 2));
    await endHoldBack(bench);
    expect(Object.keys(await bench.live())).toEqual(['2']);
  });

  test('stays open while a number is missing', async () => {
    const bench = await makeUnitWith(products(1, 2));
    await bench.rows(`update feed_settings set hold_back = '0'`);
    await drop(bench, 'full_0810_2', products(2, 2));
    await bench.loader.ring();
    expect(Object.keys(await bench.live())).toEqual(['1', '2']);
  });

  test('takes its lines as whole entities, whatever the merge policy', async () => {
    const bench = await makeUnitWith([product(1, { Name: 'a', Size: 1 })]);
    await drop(bench, 'full_0810_1', [product(1, { Name: 'b' })]);
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'b' }) });
  });

  test('leaves a record alone whose line was rejected but named it', async () => {
    const bench = await makeUnitWith(products(1, 3));
    await dropText(bench, 'full_0810_1', `${jsonl(product(2))}{"EntityId":1,"x":"\\u0000"}\n`);
    await endHoldBack(bench);
    expect(Object.keys(await bench.live())).toEqual(['1', '2']);
    expect(await bench.alerts()).toEqual([]);
  });

  test('deletes nothing while a rejected line hides which record it was, and says so until a clean run', async () => {
    const bench = await makeUnitWith(products(1, 3));
    await dropText(bench, 'full_0810_1', `${jsonl(product(2))}{"EntityId":1,\n`);
    await endHoldBack(bench);
    expect(Object.keys(await bench.live())).toEqual(['1', '2', '3']);
    expect(await bench.alerts()).toEqual(['withheld-deletes unreadable-ids']);
    expect((await bench.lastEvent('full_withheld'))['error_message']).toContain('1 rejected lines');

    await drop(bench, 'full_0820_1', products(2, 2));
    await bench.loader.ring();
    expect(Object.keys(await bench.live())).toEqual(['2']);
    expect(await bench.alerts()).toEqual([]);
  });

  test('whose part comes after it was closed gets back what the part has', async () => {
    const bench = await makeUnitWith(products(1, 3));
    await drop(bench, 'full_0810_1', products(1, 1));
    await drop(bench, '0820', products(4, 4));
    expect(Object.keys(await bench.live())).toEqual(['1', '4']);
    await drop(bench, 'full_0810_2', products(2, 2));
    expect(Object.keys(await bench.live())).toEqual(['1', '2', '4']);
  });

  test('that comes whole after a later file is closed in its place', async () => {
    const bench = await makeUnitWith(products(1, 3));
    await bench.rows(`update feed_settings set hold_back = '0'`);
    await drop(bench, '0820', [product(4), product(2, { Later: 1 })]);
    await drop(bench, 'full_0810', products(1, 1));
    expect(await bench.live()).toEqual({ 1: product(1), 2: product(2, { Later: 1 }), 4: product(4) });
    expect(await bench.lastEvent('full_closed')).toMatchObject({ inserted: 0, deleted: 1 });
  });
});

describe('a full file without parts', () => {
  test('is closed in the transaction that applies it', async () => {
    const bench = await makeUnitWith(products(1, 2));
    await drop(bench, 'full_0810', products(2, 2));
    expect(Object.keys(await bench.live())).toEqual(['2']);
    expect((await bench.events()).slice(-2)).toEqual(
      ['file_complete', 'full_closed'].map((type) => `${type} ecommerce_full_20260303081000.jsonl`),
    );
  });
});

describe('the parts of a delta run', () => {
  test('wait for one that is missing below them, and later files wait behind', async () => {
    const bench = await makeUnitWith([]);
    await drop(bench, '0810_2', products(2, 2));
    await drop(bench, '0820', products(3, 3));
    expect(await bench.live()).toEqual({});
    await drop(bench, '0810_1', products(1, 1));
    expect(Object.keys(await bench.live())).toEqual(['1', '2', '3']);
    expect((await bench.lastEvent('file_complete'))['metadata']).not.toHaveProperty('missing_parts');
  });

  test('load without it when the hold-back is over, and the event says so', async () => {
    const bench = await makeUnitWith([]);
    await drop(bench, '0810_3', products(3, 3));
    await endHoldBack(bench);
    expect(Object.keys(await bench.live())).toEqual(['3']);
    expect((await bench.lastEvent('file_complete'))['metadata']).toMatchObject({ missing_parts: [1, 2] });
  });
});

describe('the deletion guard', () => {
  test('halts a file whose tombstones delete too much, and changes nothing', async () => {
    const bench = await makeUnitWith(products(1, 100));
    expect(
      await drop(bench, '0810', [
        ...products(1, 21).map(({ EntityId }) => tombstone(EntityId as number)),
        product(101),
      ]),
    ).toBe('halted');
    expect(Object.keys(await bench.live())).toHaveLength(100);
    expect((await bench.lastEvent('file_error'))['error_message']).toContain(
      'delete 21 of the 100 live records',
    );
    expect(await bench.rows('select count(*)::int as staged from raw_records where load_id = 2')).toEqual([
      { staged: 0 },
    ]);
  });

  test('lets a fifth pass, and a few of however many', async () => {
    const bench = await makeUnitWith(products(1, 30));
    await drop(
      bench,
      '0810',
      products(11, 30).map(({ EntityId }) => tombstone(EntityId as number)),
    );
    expect(Object.keys(await bench.live())).toHaveLength(10);
  });

  test('measures a full run against what lived before it, however much it brings', async () => {
    const bench = await makeUnitWith(products(1, 30));
    expect(await drop(bench, 'full_0810', products(1001, 1500))).toBe('halted');
    expect(await bench.alerts()).toEqual(['halted-file deletion-guard']);
    expect(Object.keys(await bench.live())).toHaveLength(30);
  });

  test('counts what the parts of a run deleted together with what its end would', async () => {
    const bench = await makeUnitWith(products(1, 100));
    await drop(
      bench,
      'full_0810_1',
      products(1, 15).map(({ EntityId }) => tombstone(EntityId as number)),
    );
    await drop(bench, 'full_0810_2', products(16, 90));
    await endHoldBack(bench);
    expect((await bench.lastEvent('file_error'))['error_message']).toContain(
      'delete 25 of the 100 live records',
    );
  });

  test('lets exactly the file pass whose deletes an operator accepted', async () => {
    const bench = await makeUnitWith(products(1, 100));
    await drop(bench, 'full_0810_1', products(1, 50));
    await endHoldBack(bench);
    expect(Object.keys(await bench.live())).toHaveLength(100);
    await acceptDeletes(bench, 'full_0810_1');
    expect(Object.keys(await bench.live())).toHaveLength(50);
    expect(await bench.alerts()).toEqual([]);
    expect(await drop(bench, 'full_0820', products(1, 10))).toBe('halted');
  });

  test('holds when the end of a run was halted and its last part is sent again as it was', async () => {
    const bench = await makeUnitWith(products(1, 100));
    await drop(bench, 'full_0810_1', products(1, 50));
    await endHoldBack(bench);
    await drop(bench, 'full_0810_1', products(1, 50));
    const events = await bench.events();
    expect(events.filter((event) => event.startsWith('file_error'))).toHaveLength(1);
    expect(await bench.alerts()).toEqual(['halted-file deletion-guard']);
    expect(Object.keys(await bench.live())).toHaveLength(100);
  });
});

async function makeUnitWith(records: unknown[]): Promise<UnitBench> {
  const bench = await makeUnit(database);
  if (records.length > 0) await drop(bench, '0801', records);
  return bench;
}

function drop(bench: UnitBench, name: string, records: unknown[]): Promise<string> {
  return dropText(bench, name, jsonl(...records));
}

function dropText(bench: UnitBench, name: string, text: string): Promise<string> {
  return bench.loader.drop(productKey(bench, name), text);
}

/** Lets no time pass: the setting says how much has to. */
async function endHoldBack(bench: UnitBench): Promise<void> {
  await bench.rows(`update feed_settings set hold_back = '0'`);
  await bench.loader.ring();
}

async function acceptDeletes(bench: UnitBench, name: string): Promise<void> {
  const [file] = await bench.rows(
    'update landed_files set deletes_accepted_at = now() where key = $1 returning bucket, key, version_id',
    [productKey(bench, name)],
  );
  const { bucket, key, version_id: versionId } = file as Record<string, string>;
  await bench.loader.ledger.resume(bucket!, key!, versionId!, 'accepted');
  await bench.loader.ring();
}
