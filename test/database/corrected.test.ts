import { describe, expect, test } from 'vitest';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, products, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();

describe('a full file without parts', () => {
  test('says what the deltas had missed, held otherwise and kept wrongly', async () => {
    const bench = await makeUnitWith('0801', products(1, 5));
    await drop(bench, 'full_0810', [
      product(1),
      product(2, { Name: 'b' }),
      product(3, { Size: 1 }),
      product(9),
    ]);
    expect(await corrected(bench)).toEqual([
      { file: '0801' },
      { file: 'full_0810', missed: 1, held_otherwise: 2, kept_wrongly: 2 },
      { file: 'full_0810', kept_wrongly: 2 },
    ]);
  });

  test('says so too when it agrees with all that was held', async () => {
    const bench = await makeUnitWith('0801', products(1, 2));
    await drop(bench, 'full_0810', products(1, 2));
    expect(await corrected(bench)).toEqual([
      { file: '0801' },
      { file: 'full_0810', missed: 0, held_otherwise: 0, kept_wrongly: 0 },
      { file: 'full_0810', kept_wrongly: 0 },
    ]);
  });

  test('corrects nothing when it is the first of its feed: all of it is new', async () => {
    const bench = await makeUnitWith('full_0801', products(1, 5));
    expect(await corrected(bench)).toEqual([{ file: 'full_0801' }, { file: 'full_0801' }]);
  });

  test('counts a record that only a rejected line names as held, not as kept wrongly', async () => {
    const bench = await makeUnitWith('0801', products(1, 4));
    const rejected = (id: number): string => `{"EntityId":${id},"x":"\\u0000"}\n`;
    await dropText(bench, 'full_0810', `${jsonl(product(2))}${rejected(1)}${rejected(2)}${rejected(77)}`);
    expect(await corrected(bench)).toEqual([
      { file: '0801' },
      { file: 'full_0810', missed: 0, held_otherwise: 0, kept_wrongly: 2 },
      { file: 'full_0810', kept_wrongly: 2 },
    ]);
  });

  test('says nothing of what it lacks while a rejected line hides which record it was', async () => {
    const bench = await makeUnitWith('0801', products(1, 3));
    await dropText(bench, 'full_0810', `${jsonl(product(2, { Name: 'b' }))}{"EntityId":1,\n`);
    expect(await corrected(bench)).toEqual([
      { file: '0801' },
      { file: 'full_0810', missed: 0, held_otherwise: 1 },
    ]);
  });

  test('corrects nothing as a snapshot, which no deltas come between', async () => {
    const bench = await makeUnit(database);
    await bench.rows(`update feed_settings set deletion_guard = 1`);
    const declare = (...ids: string[]): string =>
      JSON.stringify([{ EntityTypeId: 'Product', Attributes: ids.map((AttributeId) => ({ AttributeId })) }]);
    await bench.loader.drop('SHARED/AttributeFile.json', declare('a', 'b'));
    await bench.loader.drop('SHARED/AttributeFile.json', declare('b', 'c'));
    expect(await bench.lastEvent('full_closed')).toMatchObject({ deleted: 1 });
    expect(await bench.rows(`select from file_processing_events where metadata ? 'corrected'`)).toEqual([]);
  });

  test('that comes late says what it changed for readers', async () => {
    const bench = await makeUnitWith('0801', products(1, 3));
    await drop(bench, '0820', [product(3, { Later: 1 }), product(4)]);
    await drop(bench, 'full_0810', [product(1, { Name: 'b' }), product(9)]);
    expect(await corrected(bench)).toEqual([
      { file: '0801' },
      { file: '0820' },
      { file: 'full_0810', missed: 1, held_otherwise: 1, kept_wrongly: 1 },
      { file: 'full_0810', kept_wrongly: 1 },
    ]);
  });

  test('says it again, at its place, when it is replayed', async () => {
    const bench = await makeUnitWith('0801', products(1, 3));
    await drop(bench, 'full_0810', [product(1, { Name: 'b' }), product(9)]);
    await drop(bench, '0820', products(1, 1));
    const told = await corrected(bench);
    await openOperator(database, bench).replay(productKey(bench, '0801'));
    expect((await corrected(bench)).slice(told.length)).toEqual(told);
  });

  test('whose correction takes its place says what that put right', async () => {
    const bench = await makeUnitWith('0801', products(1, 3));
    await drop(bench, 'full_0810', products(1, 1));
    await drop(bench, 'full_0810', [...products(1, 2), product(9)]);
    expect((await corrected(bench)).at(-1)).toEqual({
      ...{ file: 'full_0810', missed: 2, held_otherwise: 0, kept_wrongly: 0 },
    });
  });
});

describe('a full run in parts', () => {
  test('says part by part what was missing, and what was kept wrongly when it is closed', async () => {
    const bench = await makeUnitWith('0801', products(1, 5));
    await drop(bench, 'full_0810_1', [product(1), product(11)]);
    await drop(bench, 'full_0810_2', [product(2, { Name: 'b' }), product(12)]);
    await drop(bench, '0820', products(20, 20));
    expect(await corrected(bench)).toEqual([
      { file: '0801' },
      { file: 'full_0810_1', missed: 1, held_otherwise: 0 },
      { file: 'full_0810_2', missed: 1, held_otherwise: 1 },
      { file: 'full_0810_2', kept_wrongly: 3 },
      { file: '0820' },
    ]);
  });

  test('corrects nothing when it is the first of its feed, though one part finds the records of another', async () => {
    const bench = await makeUnitWith('full_0801_1', products(1, 3));
    await drop(bench, 'full_0801_2', products(3, 5));
    await drop(bench, '0820', products(20, 20));
    const nothing = ['full_0801_1', 'full_0801_2', 'full_0801_2', '0820'].map((file) => ({ file }));
    expect(await corrected(bench)).toEqual(nothing);

    await openOperator(database, bench).replay(productKey(bench, 'full_0801_2'));
    expect((await corrected(bench)).slice(4)).toEqual(nothing.slice(1));
  });

  test('whose first part comes late, and first of all, corrects nothing', async () => {
    const bench = await makeUnit(database);
    await bench.rows(`update feed_settings set hold_back = '0'`);
    await drop(bench, 'full_0801_2', products(3, 5));
    await drop(bench, 'full_0801_1', products(1, 3));
    expect(await corrected(bench)).toEqual(
      ['full_0801_2', 'full_0801_1', 'full_0801_2'].map((file) => ({ file })),
    );
  });

  test('that comes late is closed with what it deletes', async () => {
    const bench = await makeUnitWith('0801', products(1, 3));
    await bench.rows(`update feed_settings set hold_back = '0'`);
    await drop(bench, '0820', [product(2, { Later: 1 }), product(4)]);
    await drop(bench, 'full_0810_1', products(1, 1));
    expect((await corrected(bench)).slice(2)).toEqual([
      { file: 'full_0810_1', missed: 0, held_otherwise: 0 },
      { file: 'full_0810_1', kept_wrongly: 1 },
    ]);
  });
});

async function makeUnitWith(name: string, records: unknown[]): Promise<UnitBench> {
  const bench = await makeUnit(database);
  await drop(bench, name, records);
  return bench;
}

function drop(bench: UnitBench, name: string, records: unknown[]): Promise<string> {
  return dropText(bench, name, jsonl(...records));
}

function dropText(bench: UnitBench, name: string, text: string): Promise<string> {
  return bench.loader.drop(productKey(bench, name), text);
}

/** What each event that put something in force, or closed it, says that it corrected, with its file. */
async function corrected(bench: UnitBench): Promise<Record<string, unknown>[]> {
  const rows = await bench.rows(
    `select source_file, metadata -> 'corrected' as corrected from file_processing_events
     where event_type in ('file_complete', 'full_closed') order by id`,
  );
  return rows.map(({ source_file: file, corrected: said }) => ({
    file: /ecommerce_(.*)\.jsonl$/.exec(String(file))?.[1]?.replace(/20260303(\d{4})00/, '$1'),
    ...(said as object | null),
  }));
}
