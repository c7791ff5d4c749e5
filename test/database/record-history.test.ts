import { describe, expect, test } from 'vitest';
import { foldSteps, type RecordStep } from '#core/records/record-history.ts';
import { readHistory, readReplacedHistory } from '#database/records/read-history.ts';
import { inTransaction } from '#database/transaction.ts';
import { openOperator } from '../support/operator.ts';
import { openRecords } from '../support/open-records.ts';
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

function history(bench: UnitBench, id: string, asOf: number | null = null): Promise<RecordStep[]> {
  return inTransaction(database.open(bench.unit, 'operator'), 'test', (transaction) =>
    readHistory(transaction, 'products', id, asOf),
  );
}

function replacedHistory(bench: UnitBench, id: string): Promise<RecordStep[]> {
  return inTransaction(database.open(bench.unit, 'operator'), 'test', (transaction) =>
    readReplacedHistory(transaction, 'products', id),
  );
}

/** Each step as `file line`, with its changes as `field before → after`. */
function told(steps: readonly RecordStep[]): string[] {
  return steps.map((step) => {
    const file = step.file.split('_').slice(1).join('_').replace('.jsonl', '').replace('20260303', '');
    const changes = step.changes.map(({ field, before, after }) => ` ${field} ${before} → ${after}`);
    return `${file} ${step.line}${step.deleted ? ' deleted' : ''}:${changes.join(',')}`;
  });
}

test('a record tells what each line did to it, field by field', async () => {
  const bench = await makeUnit(database);
  await bench.rows(`update feed_settings set deletion_guard = 1`);
  const drop = (name: string, ...records: unknown[]) =>
    bench.loader.drop(productKey(bench, name), jsonl(...records));
  await drop('0801', product(1, { Name: 'a', Big: 1 }), product(2));
  await drop('0802', product(7), product(1, { Name: 'b' }));
  await drop('full_0803', product(2));
  await drop('0804', product(1, { Name: 'c' }));
  await drop('0805', tombstone(1));
  expect(told(await history(bench, '1'))).toEqual([
    '080100 1: Attributes.Big null → 1, Attributes.Name null → "a", EntityId null → 1',
    '080200 2: Attributes.Name "a" → "b"',
    'full_080300 0 deleted:',
    '080400 1: Attributes.Big 1 → null, Attributes.Name "b" → "c"',
    '080500 1 deleted:',
  ]);
});

test('every field says which file and line its value came from, now and as of an event', async () => {
  const bench = await makeUnit(database);
  const drop = (name: string, ...records: unknown[]) =>
    bench.loader.drop(productKey(bench, name), jsonl(...records));
  await drop('0801', product(1, { Name: 'a', Big: 12345678901234567890n.toString(), Size: 1 }));
  await drop('0802', product(9), product(1, { Name: 'b' }));
  const { id: then } = await bench.lastEvent('file_complete');
  await drop('0803', product(1, { Name: 'c', Size: null }));
  const names = (steps: RecordStep[]) =>
    foldSteps(steps)?.fields.map(({ field, value, file, line }) => [field, value, file.slice(-11, -6), line]);
  expect(names(await history(bench, '1'))).toEqual([
    ['EntityId', '1', '80100', 1],
    ['Attributes.Big', '"12345678901234567890"', '80100', 1],
    ['Attributes.Name', '"c"', '80300', 1],
  ]);
  expect(names(await history(bench, '1', Number(then)))).toEqual([
    ['EntityId', '1', '80100', 1],
    ['Attributes.Big', '"12345678901234567890"', '80100', 1],
    ['Attributes.Name', '"b"', '80200', 2],
    ['Attributes.Size', '1', '80100', 1],
  ]);
  expect(foldSteps(await history(bench, 'nobody'))).toBeNull();
});

test('what a replaced load had done is told apart, with the event that replaced it', async () => {
  const bench = await makeUnit(database);
  const drop = (name: string, ...records: unknown[]) =>
    bench.loader.drop(productKey(bench, name), jsonl(...records));
  await drop('0801', product(1, { Name: 'a' }));
  await drop('0802', product(1, { Name: 'BAD' }));
  await drop('0802', product(1, { Name: 'good' }));
  const { id: correction } = await bench.lastEvent('file_complete');
  const replaced = await replacedHistory(bench, '1');
  expect(told(replaced)).toEqual(['080200 1: Attributes.Name "a" → "BAD"']);
  expect(replaced.map((step) => step.replacedBy)).toEqual([String(correction)]);
  expect(told(await history(bench, '1')).at(-1)).toBe('080200 1: Attributes.Name "a" → "good"');
});

describe('a full run that lacked the record', () => {
  test('and was corrected by one that has it is told apart', async () => {
    const bench = await makeUnit(database);
    const drop = dropIn(bench);
    await drop('0801', ...products(1, 3));
    await drop('full_0803', product(2));
    const { id: closing } = await bench.lastEvent('full_closed');
    await drop('full_0803', product(1), product(2));
    const { id: correction } = await bench.lastEvent('file_complete');
    const replaced = await replacedHistory(bench, '1');
    expect(told(replaced)).toEqual(['full_080300 0 deleted:']);
    expect(replaced[0]).toMatchObject({ event: String(closing), replacedBy: String(correction) });
    expect(told(await history(bench, '1')).at(-1)).toBe('full_080300 1:');
    expect(told(await replacedHistory(bench, '3'))).toEqual([]);
  });

  test('and was replayed is told apart from the closing that took its place', async () => {
    const bench = await makeUnit(database);
    const drop = dropIn(bench);
    await drop('0801', ...products(1, 2));
    await drop('full_0803', product(2));
    const { id: first } = await bench.lastEvent('full_closed');
    await openOperator(database, bench).replay(productKey(bench, 'full_0803'));
    const { id: second } = await bench.lastEvent('full_closed');
    const { steps } = await openRecords(database, bench).history('1');
    expect(steps.slice(1).map(({ line, event, replacedBy }) => ({ line, event, replacedBy }))).toEqual([
      { line: 0, event: String(first), replacedBy: String(second) },
      { line: 0, event: String(second), replacedBy: null },
    ]);
  });

  test('and was taken out is told apart', async () => {
    const bench = await makeUnit(database);
    const drop = dropIn(bench);
    await drop('0801', ...products(1, 2));
    await drop('full_0803', product(2));
    await openOperator(database, bench).skip(productKey(bench, 'full_0803'));
    const { id: retired } = await bench.lastEvent('file_retired');
    const replaced = await replacedHistory(bench, '1');
    expect(told(replaced)).toEqual(['full_080300 0 deleted:']);
    expect(replaced[0]?.replacedBy).toBe(String(retired));
  });

  test('and had it only for a while is no more than one that lacks it', async () => {
    const bench = await makeUnit(database);
    const drop = dropIn(bench);
    await drop('0801', ...products(1, 2));
    for (const records of [products(2, 2), products(1, 2), products(2, 2, { Again: 1 })]) {
      await drop('full_0803', ...records);
    }
    const { steps } = await openRecords(database, bench).history('1');
    expect(steps.map(({ line, replacedBy }) => [line, replacedBy === null])).toEqual([
      [1, true],
      [0, true],
      [1, false],
    ]);
  });
});

describe('a record as of the closing of a full run', () => {
  test('is what it was then, though a part of the run was replayed since', async () => {
    const bench = await makeUnit(database);
    const drop = dropIn(bench);
    await drop('0801', ...products(1, 3));
    await drop('full_0803_1', product(1));
    await drop('full_0803_2', product(2));
    await drop('0804', product(5));
    const { id: closing } = await bench.lastEvent('full_closed');
    await openOperator(database, bench).replay(productKey(bench, 'full_0803_2'));
    expect(await deletedAsOf(bench, closing, '1', '2', '3')).toEqual([false, false, true]);
  });

  test('is what it was then, though a part that came late hides what the run lacks', async () => {
    const bench = await makeUnit(database);
    const drop = dropIn(bench);
    await drop('0801', ...products(1, 3));
    await drop('full_0803_1', product(1));
    await drop('0804', product(5));
    const { id: closing } = await bench.lastEvent('full_closed');
    await bench.loader.drop(productKey(bench, 'full_0803_2'), '{"EntityId":\n');
    const { id: withheld } = await bench.lastEvent('full_withheld');
    expect(await deletedAsOf(bench, closing, '1', '2', '3')).toEqual([false, true, true]);
    expect(await deletedAsOf(bench, withheld, '1', '2', '3')).toEqual([false, false, false]);
    expect(told(await replacedHistory(bench, '2'))).toEqual(['full_080300_1 0 deleted:']);
  });
});

function dropIn(bench: UnitBench): (name: string, ...records: unknown[]) => Promise<unknown> {
  return (name, ...records) => bench.loader.drop(productKey(bench, name), jsonl(...records));
}

function deletedAsOf(bench: UnitBench, event: unknown, ...ids: string[]): Promise<boolean[]> {
  const records = openRecords(database, bench);
  const shown = ids.map((id) => records.show(id, { asOf: String(event) }));
  return Promise.all(shown.map(async (record) => (await record).deleted));
}
