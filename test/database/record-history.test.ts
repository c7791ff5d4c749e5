import { expect, test } from 'vitest';
import { foldSteps, type RecordStep } from '#core/records/record-history.ts';
import { readHistory, readReplacedHistory } from '#database/records/read-history.ts';
import { inTransaction } from '#database/transaction.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, tombstone, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();

function history(bench: UnitBench, id: string, asOf: number | null = null): Promise<RecordStep[]> {
  return inTransaction(database.open(bench.unit, 'operator'), 'test', (transaction) =>
    readHistory(transaction, 'products', id, asOf),
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
  const replaced = await inTransaction(database.open(bench.unit, 'operator'), 'test', (transaction) =>
    readReplacedHistory(transaction, 'products', '1'),
  );
  expect(told(replaced)).toEqual(['080200 1: Attributes.Name "a" → "BAD"']);
  expect(replaced.map((step) => step.replacedBy)).toEqual([String(correction)]);
  expect(told(await history(bench, '1')).at(-1)).toBe('080200 1: Attributes.Name "a" → "good"');
});
