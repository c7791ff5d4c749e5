import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { limits } from '#core/limits.ts';
import { openOperator } from '../support/operator.ts';
import { openRecords } from '../support/open-records.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey } from '../support/unit-bench.ts';

const database = await cloneDatabase();

/** What Lambda hands back at the most. */
const lambdaBytes = 6 * 1024 * 1024;
const mebibyte = 1024 * 1024;

function sizeOf(answer: unknown): number {
  return Buffer.byteLength(JSON.stringify({ ok: true, result: answer }));
}

test('a value of many megabytes is cut in every answer, which says how long it is', async () => {
  const bench = await makeUnit(database);
  const records = openRecords(database, bench);
  const text = 'é'.repeat(3.5 * mebibyte);
  const drop = (name: string, Text: string) =>
    bench.loader.drop(productKey(bench, name), jsonl(product(1, { Text, Name: 'a' })));
  await drop('0801', text);
  const key = productKey(bench, '0802');
  bench.loader.bucket.put('PLAN/1/planned.jsonl', jsonl(product(1, { Text: 'short' })));
  const plan = await openOperator(database, bench).plan(key, { aside: 'PLAN/1/planned.jsonl' });
  await drop('0802', `${text}!`);

  const characters = text.length + '""'.length;
  const cut = `"${text.slice(0, limits.valueCharacters - 1)}…`;
  const shown = await records.show('1');
  expect(shown.fields.find(({ field }) => field === 'Attributes.Text')).toMatchObject({
    value: cut,
    characters: characters + 1,
  });
  expect(shown.fields.find(({ field }) => field === 'Attributes.Name')).not.toHaveProperty('characters');
  const history = await records.history('1');
  expect(history.steps[1]?.changes).toEqual([
    {
      field: 'Attributes.Text',
      ...{ before: cut, beforeCharacters: characters, after: cut, afterCharacters: characters + 1 },
    },
  ]);
  expect(plan.changes[0]?.fields).toEqual([
    { field: 'Attributes.Text', before: cut, beforeCharacters: characters, after: '"short"' },
  ]);
  for (const answer of [shown, history, plan]) expect(sizeOf(answer)).toBeLessThan(lambdaBytes);
}, 60_000);

test('a record that one answer holds is shown whole; its history has just as much of a value as an answer shows', async () => {
  const bench = await makeUnit(database);
  const records = openRecords(database, bench);
  const [Long, Short] = [500_000, limits.valueCharacters - 2].map((characters) => 'x'.repeat(characters));
  await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1, { Long, Short })));
  const { fields, hiddenFields } = await records.show('1');
  const origin = { line: 1, file: productKey(bench, '0801'), event: expect.any(String) as string };
  expect(fields).toEqual([
    { field: 'EntityId', value: '1', ...origin },
    { field: 'Attributes.Long', value: JSON.stringify(Long), ...origin },
    { field: 'Attributes.Short', value: JSON.stringify(Short), ...origin },
  ]);
  expect(hiddenFields).toBe(0);
  const { steps } = await records.history('1');
  expect(steps[0]?.changes.map(({ afterCharacters }) => afterCharacters)).toEqual([
    500_002,
    undefined,
    undefined,
  ]);
});

test('of more fields than an answer holds it has as many as fit, and says how many it has not', async () => {
  const bench = await makeUnit(database);
  const records = openRecords(database, bench);
  const count = 12_000;
  const attributes = (value: string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, number) => [`Attribute${number}`, `${value}"${number}`]),
    );
  await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1, attributes('a'.repeat(400)))));
  bench.loader.bucket.put('PLAN/1/planned.jsonl', jsonl(product(1, attributes('b'.repeat(400)))));
  const plan = await openOperator(database, bench).plan(productKey(bench, '0802'), {
    aside: 'PLAN/1/planned.jsonl',
  });
  await bench.loader.drop(productKey(bench, '0802'), jsonl(product(1, attributes('b'.repeat(400)))));

  const shown = await records.show('1');
  expect(shown.fields.length + shown.hiddenFields).toBe(count + 1);
  const history = await records.history('1');
  const [first, last] = history.steps;
  expect(last!.changes.length).toBeGreaterThan(4_000);
  expect(last!.changes.length + (last!.hiddenChanges ?? 0)).toBe(count);
  expect(first!.hiddenChanges).toBeGreaterThan(0);
  expect(plan.changes[0]!.fields.length + (plan.changes[0]!.hiddenFields ?? 0)).toBe(count);
  for (const answer of [shown, history, plan]) {
    expect(sizeOf(answer)).toBeLessThan(lambdaBytes);
    expect(sizeOf(answer)).toBeGreaterThan(4_000_000);
  }
}, 60_000);
