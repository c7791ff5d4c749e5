import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBusinessUnit } from '#catalog/catalog.ts';
import { Defect } from '#core/errors.ts';
import { orderKey } from '#core/landing/order-key.ts';
import { type ParsedFile, parseKey } from '#core/landing/parse-key.ts';
import { dataSetsFolder, readDataSet, withoutDataSets } from '../support/data-sets.ts';

const bak = findBusinessUnit('bak');

/** As `collate "C"` does it. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function parsed(key: string, unit = bak): ParsedFile {
  const result = parseKey(key, unit);
  if (result.outcome === 'ignored') throw new Error(result.reason);
  return result;
}

const keyOf = (key: string) => orderKey(parsed(key), key, null, 0);
const product = (name: string) => `bak/PRODUCT/2026/03/ecommerce_${name}.jsonl`;

test('files apply by time, full before delta, run as a number, part as a number, key', () => {
  const inOrder = [
    product('9_20260303080659999_1'),
    product('full_20260303080700_2'),
    product('9_full_20260303080700_1'),
    product('10_full_20260303080700_1'),
    product('20260303080700_9'),
    product('9_20260303080700'),
    product('9_20260303080700_2'),
    product('9_20260303080700_10'),
    product('10_20260303080700_1'),
    `${product('10_20260303080700_1')}.gz`,
    product('1_20260303080700001_1'),
  ];
  expect(inOrder.map(keyOf).toSorted(byBytes)).toEqual(inOrder.map(keyOf));
});

test('times of 14 and of 17 digits of one moment are one time', () => {
  expect(
    byBytes(keyOf(product('2_20260303080700_1')), keyOf(product('1_20260303080700000_1'))),
  ).toBeGreaterThan(0);
});

type Tuple = { time: string; kind: 'delta' | 'full'; run: bigint | null; part: number | null; key: string };

const tuples: fc.Arbitrary<Tuple> = fc.record({
  time: fc.constantFrom('20260303080700000', '20260303080700001', '20251231235959999'),
  kind: fc.constantFrom('delta', 'full'),
  run: fc.option(fc.oneof(fc.bigInt(0n, 12n), fc.bigInt(0n, 10n ** 20n - 1n))),
  part: fc.option(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 999_999_999 }))),
  key: fc.string({ unit: 'grapheme', maxLength: 3 }),
});

function compareTuples(a: Tuple, b: Tuple): number {
  const number = (x: bigint | number | null) => BigInt(x ?? 0);
  const numeric = (x: bigint, y: bigint) => (x < y ? -1 : x > y ? 1 : 0);
  return (
    byBytes(a.time, b.time) ||
    Number(a.kind === 'delta') - Number(b.kind === 'delta') ||
    numeric(number(a.run), number(b.run)) ||
    numeric(number(a.part), number(b.part)) ||
    byBytes(a.key, b.key)
  );
}

test('the order of the strings is the order of what they stand for', () => {
  const ecommerce = parsed(product('1_20260303080700_1'));
  const asString = ({ time, kind, run, part, key }: Tuple) =>
    orderKey({ ...ecommerce, timestamp: time, kind, run: run?.toString() ?? null, part }, key, null, 0);
  fc.assert(
    fc.property(tuples, tuples, (a, b) => {
      expect(Math.sign(byBytes(asString(a), asString(b)))).toBe(Math.sign(compareTuples(a, b)));
    }),
    { numRuns: 2000 },
  );
});

const snapshot = 'bak/CHANNEL/ChannelStructure_001.jsonl';

test('a snapshot takes the time at which its version was written, in UTC', () => {
  const written = new Date('2026-03-03T08:07:00Z');
  expect(orderKey(parsed(snapshot), snapshot, written, 0)).toMatch(/^20260303080700000\.0\./);
});

test('versions of a snapshot that were written in one second follow one another', () => {
  const written = new Date('2026-12-31T23:59:59Z');
  const keys = [0, 1, 2, 999].map((tieBreak) => orderKey(parsed(snapshot), snapshot, written, tieBreak));
  const next = orderKey(parsed(snapshot), snapshot, new Date('2027-01-01T00:00:00Z'), 0);
  expect([...keys, next].toSorted(byBytes)).toEqual([...keys, next]);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a snapshot without the time of its version is a defect, because it has no place in order', () => {
  expect(() => orderKey(parsed(snapshot), snapshot, null, 0)).toThrow(Defect);
});

test('when a timestamped file landed makes no difference to its place', () => {
  const key = product('1_20260303080700_1');
  expect(orderKey(parsed(key), key, new Date(0), 7)).toBe(keyOf(key));
});

test.skipIf(!dataSetsFolder).for([
  ['pim-catalogue', 'bak'],
  ['change-stream', 'ecm'],
] as const)(`%s: the order of each feed is that of its list (${withoutDataSets})`, ([set, unitName]) => {
  const unit = findBusinessUnit(unitName);
  const files = readDataSet(set);
  for (const feed of ['products', 'channel_nodes']) {
    const keys = files
      .filter((file) => file.feed === feed)
      .map(({ key }) => orderKey(parsed(key, unit), key, null, 0));
    expect(keys.toSorted(byBytes)).toEqual(keys);
  }
});
