import { describe, expect, test } from 'vitest';
import { openOperator, type Operator } from '../support/operator.ts';
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

describe('a state that is the fold of its history', () => {
  test('agrees, with full runs, deletes, re-inserts and a replay in it', async () => {
    const { bench, operator } = await openUnit();
    expect(await operator.verify()).toMatchObject({ loads: 6, records: 9, different: 0, differences: [] });
    await operator.replay(productKey(bench, 'full_0803_1'));
    await operator.skip(productKey(bench, '0802'));
    const verified = await operator.verify();
    expect(verified).toMatchObject({ loads: 5, different: 0, kept: { live: 3 } });
    expect(verified.folded).toEqual(verified.kept);
  });

  test('agrees when there is nothing', async () => {
    const { operator } = await openUnit();
    expect(await operator.verify('attribute_file')).toMatchObject({ loads: 0, records: 0, different: 0 });
  });

  test('is not asked of a feed that the unit has not', async () => {
    const { operator } = await openUnit();
    await expect(operator.verify('prodcuts')).rejects.toMatchObject({
      code: 'unknown-feed-name',
      message: expect.stringContaining('products, channel_nodes, attribute_file') as string,
    });
  });
});

describe('a state that somebody tampered with', () => {
  const long = 'x'.repeat(500);
  const cases: [what: string, tamper: string, differences: object][] = [
    [
      'the data of a record',
      `update records set data = jsonb_set(data, '{Attributes,Name}', '"two!"') where id = '2'`,
      {
        id: '2',
        disagreements: [
          {
            what: 'data',
            kept: expect.stringMatching(/^….*"two!".*…$/) as string,
            folded: expect.stringMatching(/^….*"two".*…$/) as string,
          },
        ],
      },
    ],
    [
      'a digit that JavaScript does not see',
      `update records set data = jsonb_set(data, '{Attributes,Size}', '1.0') where id = '2'`,
      { id: '2', disagreements: [{ what: 'data' }] },
    ],
    [
      'whether a record is deleted',
      `update records set deleted = true where id = '2'`,
      { id: '2', disagreements: [{ what: 'deleted', kept: 'true', folded: 'false' }] },
    ],
    [
      'the file and line of a record',
      `update records set source_file = 'other', line = 7 where id = '2'`,
      {
        id: '2',
        disagreements: [
          { what: 'source file', kept: 'other' },
          { what: 'line', kept: '7', folded: '1' },
        ],
      },
    ],
    [
      'the hash of a record',
      `update records set hash = null where id = '2'`,
      { id: '2', disagreements: [{ what: 'hash', kept: null }] },
    ],
    [
      'a record that is gone',
      `delete from records where id = '2'`,
      {
        id: '2',
        disagreements: [
          { what: 'record', kept: null, folded: expect.stringContaining('"EntityId"') as string },
        ],
      },
    ],
    [
      'a record that no file speaks of',
      `insert into records (feed, id, data, source_file, load_id, line) values ('products', '0', '{}', 'none', 1, 1)`,
      { id: '0', disagreements: [{ what: 'record', kept: '{}', folded: null }] },
    ],
  ];

  test.each(cases)('differs in %s', async (_, tamper, difference) => {
    const { bench, operator } = await openUnit(long);
    await bench.rows(tamper);
    expect(await operator.verify()).toMatchObject({ different: 1, differences: [difference] });
  });

  test('shows the first twenty differences, and counts all', async () => {
    const { bench, operator } = await openUnit();
    await bench.loader.drop(productKey(bench, '0809'), jsonl(...products(100, 149)));
    await bench.rows('update records set line = line + 1');
    const { different, differences } = await operator.verify();
    expect(different).toBe(59);
    expect(differences.map(({ id }) => id)).toEqual([
      '1',
      ...Array.from({ length: 19 }, (_, index) => String(100 + index)),
    ]);
  });

  test('differs in its totals', async () => {
    const { bench, operator } = await openUnit();
    await bench.rows(
      `update feed_totals set live_records = 99, state_hash = ~state_hash where feed = 'products'`,
    );
    const { different, kept, folded } = await operator.verify();
    expect(different).toBe(0);
    expect(kept.live).toBe(99);
    expect(folded.live).not.toBe(99);
    expect(folded.stateHash).not.toBe(kept.stateHash);
  });
});

/** Deltas, a full run in two parts, a full file, a tombstone and a record that came back. */
async function openUnit(name = 'two'): Promise<{ bench: UnitBench; operator: Operator }> {
  const bench = await makeUnit(database);
  await bench.rows(`update feed_settings set hold_back = '0', deletion_guard = 1`);
  const files: [string, ...unknown[]][] = [
    ['0801', ...products(1, 6)],
    ['0802', product(7), tombstone(1)],
    ['full_0803_1', product(1), product(2)],
    ['full_0803_2', product(3), product(8)],
    ['full_0804', product(2, { Name: name === 'two' ? 'two' : `two ${name}` }), product(3), product(9)],
    ['0805', product(2, { Size: 1, Name: 'two', Note: name }), product(1), tombstone(3)],
  ];
  for (const [key, ...records] of files) await bench.loader.drop(productKey(bench, key), jsonl(...records));
  return { bench, operator: openOperator(database, bench) };
}
