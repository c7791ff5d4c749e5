import { expect, test } from 'vitest';
import { manyRows } from '#database/load-ledger/tell-planner.ts';
import { countChanges, foldFile, type Line, type State } from '../support/fold-reference.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, productKey } from '../support/unit-bench.ts';

const database = await cloneDatabase();

/** Lines as a load of many takes them: most are records as they stand, some have to be folded first. */
function makeLines(from: number, to: number): Line[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const id = from + index;
    const Attributes: Record<string, unknown> = { Name: `n${id}`, Size: id };
    // With a null a line is not the record.
    if (id % 10 === 0) Attributes['Text'] = null;
    return { EntityId: String(id), Attributes };
  });
}

const stored: Line[] = [...makeLines(1, 40), { EntityId: '7', Deleted: true }];
const large: Line[] = [
  ...makeLines(1, manyRows + 100),
  { EntityId: '8', Deleted: true },
  { EntityId: '8', Attributes: { Size: 1 } },
  { EntityId: '9', Attributes: { Size: 2, Name: null } },
  { EntityId: '9', Attributes: { Text: 'x' } },
  { EntityId: '50', Deleted: true },
  { EntityId: '60', Attributes: { Size: 3 } },
  { EntityId: 'never', Deleted: true },
];

test.each([
  ['a delta', '0801', false],
  ['a full file, which closes its run in the same transaction', 'full_0801', true],
])('%s of many lines makes the state that their fold is', async (_name, name, isFull) => {
  const bench = await makeUnit(database);
  const operator = openOperator(database, bench);
  const state: State = new Map();
  const gone: Line[] = [{ EntityId: 'gone', Attributes: { Name: 'g' } }];
  await bench.loader.drop(productKey(bench, '0800'), jsonl(...stored, ...gone));
  foldFile(state, [...stored, ...gone], false);

  const before = new Map(state);
  await bench.loader.drop(productKey(bench, name), jsonl(...large));
  foldFile(state, large, isFull);

  const found = await bench.rows('select id, data, deleted from products');
  expect(Object.fromEntries(found.map((row) => [row['id'], row]))).toEqual(
    Object.fromEntries([...state].map(([id, was]) => [id, { id, ...was }])),
  );
  const counts = countChanges(before, state, large);
  const distinctIds = new Set(large.map((line) => line.EntityId)).size;
  expect(await bench.lastEvent('file_complete')).toMatchObject({
    ...counts,
    metadata: { folded: large.length - distinctIds },
  });
  expect(await operator.verify()).toMatchObject({ different: 0 });
});
