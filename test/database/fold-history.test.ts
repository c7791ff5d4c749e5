import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();

const value = fc.constantFrom<unknown>(null, 1, 2, 'x', { en: 'a' }, { en: null }, []);
const names = fc.dictionary(fc.constantFrom('A', 'B', 'C'), value, { maxKeys: 3 });
const data = fc.record(
  {
    EntityId: fc.constant(1),
    Attributes: fc.oneof({ weight: 6, arbitrary: names }, { weight: 1, arbitrary: value }),
    FieldValues: names,
    Items: fc.array(fc.record({ FieldValues: names }, { requiredKeys: [] }), { maxLength: 2 }),
    More: value,
  },
  { requiredKeys: [] },
);
const op = fc.oneof(
  { weight: 6, arbitrary: fc.constant('patch') },
  { weight: 1, arbitrary: fc.constantFrom('replace', 'delete') },
);
const line = fc.record({ data, op, load: fc.integer({ min: 1, max: 3 }) });

test('the fold of a history is its lines folded one by one, whatever it knows of their names', async () => {
  await database.administrator.query('set search_path to inriver_bak');
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
      const ordered = lines.toSorted((a, b) => a.load - b.load);
      const { rows } = await database.administrator.query(
        `select
           (fold_history(load, place, data, op order by place)).data as history,
           (fold_history(load, place, data, op order by place)).deleted as history_deleted,
           (fold_lines(null, null, place, data, op order by place)).data as lines,
           (fold_lines(null, null, place, data, op order by place)).deleted as lines_deleted
         from unnest($1::bigint[], $2::jsonb[], $3::text[]) with ordinality as l (load, data, op, place)`,
        [
          ordered.map(({ load }) => load),
          ordered.map((one) => JSON.stringify(one.data)),
          ordered.map((one) => one.op),
        ],
      );
      const { history, history_deleted: deleted, lines: folded, lines_deleted: foldedDeleted } = rows[0]!;
      expect({ data: history, deleted: deleted ?? false }).toEqual({
        data: folded,
        deleted: foldedDeleted ?? false,
      });
    }),
    { numRuns: 300, seed: 20_260_303 },
  );
});
