import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countChanges, foldFile, type Line, type State } from '../support/fold-reference.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, productKey } from '../support/unit-bench.ts';

const database = await cloneDatabase();

const id = fc.constantFrom('1', '2', '3', '4');
const value = fc.constantFrom<unknown>(
  null,
  1,
  2,
  'x',
  true,
  { en: 'a' },
  { en: 'a', de: null },
  [1, null],
  [],
);
const attributes = fc.dictionary(fc.constantFrom('Name', 'Size', 'Text'), value, { maxKeys: 3 });
const record = fc.record(
  { Attributes: fc.option(attributes), FieldSetId: value, Items: fc.array(value, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const line: fc.Arbitrary<Line> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ EntityId: id }).chain((head) => record.map((body) => ({ ...head, ...body }))),
  },
  { weight: 1, arbitrary: id.map((EntityId) => ({ EntityId, Deleted: true })) },
);
const file = fc.record({ isFull: fc.boolean(), lines: fc.array(line, { minLength: 1, maxLength: 8 }) });

test('whatever files come, the state is their fold, and counts, totals and hash agree with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
      const bench = await makeUnit(database);
      const state: State = new Map();
      for (const [index, { isFull, lines }] of files.entries()) {
        const name = `${isFull ? 'full_' : ''}08${String(index).padStart(2, '0')}`;
        await bench.loader.drop(productKey(bench, name), jsonl(...lines));
        const before = new Map(state);
        foldFile(state, lines, isFull);

        const stored = await bench.rows('select id, data, deleted from products order by id');
        expect(stored).toEqual(
          [...state].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, was]) => ({ id: key, ...was })),
        );

        const counts = countChanges(before, state, lines);
        const distinctIds = Object.values(counts).reduce((sum, count) => sum + count);
        expect(await bench.lastEvent('file_complete')).toMatchObject({
          ...counts,
          metadata: { folded: lines.length - distinctIds },
        });
      }
      const [difference] = await bench.rows(recomputeTotals);
      expect(difference).toEqual({ live: 'equal', hash: 'equal', hashes: 'equal' });
    }),
    { numRuns: 12, seed: 20_260_303 },
  );
});

const recomputeTotals = `
  select
    case when count(*) filter (where not r.deleted) = any_value(t.live_records) then 'equal' else 'different' end as live,
    case when coalesce(bit_xor(('x' || encode(sha256(convert_to(r.id || e'\\n' || r.data::text, 'UTF8')), 'hex'))::bit(256))
        filter (where not r.deleted), 0::bit(256)) = any_value(t.state_hash)
      then 'equal' else 'different' end as hash,
    case when coalesce(bool_and((r.hash is null) = r.deleted), true) then 'equal' else 'different' end as hashes
  from feed_totals t
  left join records r on r.feed = t.feed
  where t.feed = 'products'`;
