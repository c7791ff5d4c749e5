import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldFile, type Line, type State } from '../support/fold-reference.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, productKey } from '../support/unit-bench.ts';

const database = await cloneDatabase();

const whole = { EntityId: '1', Attributes: { Name: 'a', Size: 1 } };

async function readRecord(bench: Awaited<ReturnType<typeof makeUnit>>): Promise<unknown> {
  const [row] = await bench.rows(
    `select r.data, r.outline is not null as known, r.outline = outline_of_record(l.outline, r.hash) as of_its_line
     from records r join raw_records l using (load_id, line) where r.id = '1'`,
  );
  return row;
}

test('a record has the outline of the line that it is, and none while it was folded from several', async () => {
  const bench = await makeUnit(database);
  const drop = (minute: number, line: Line) =>
    bench.loader.drop(productKey(bench, `08${String(minute).padStart(2, '0')}`), jsonl(line));

  await drop(0, whole);
  expect(await readRecord(bench)).toEqual({ data: whole, known: true, of_its_line: true });

  await drop(1, { EntityId: '1', Attributes: { Size: 2 } });
  const merged = { EntityId: '1', Attributes: { Name: 'a', Size: 2 } };
  expect(await readRecord(bench)).toEqual({ data: merged, known: false, of_its_line: null });

  const again = { EntityId: '1', Attributes: { Name: 'b', Size: 2 } };
  await drop(2, again);
  expect(await readRecord(bench)).toEqual({ data: again, known: true, of_its_line: true });

  await drop(3, { EntityId: '1', Deleted: true });
  await drop(4, { EntityId: '1', Attributes: { Size: 3 } });
  const reborn = { EntityId: '1', Attributes: { Size: 3 } };
  expect(await readRecord(bench)).toEqual({ data: reborn, known: true, of_its_line: true });
});

test('what a version writes that knows no outlines makes the outline of the record count no more', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(productKey(bench, '0800'), jsonl({ EntityId: '1', Attributes: { Name: 'a' } }));
  await bench.rows(`
    update records set data = new.data, hash = hash_record('1', new.data)
    from (select '{"EntityId": "1", "Attributes": {"Name": "a", "Size": 2}}'::jsonb as data) new
    where id = '1'`);
  await bench.loader.drop(productKey(bench, '0801'), jsonl({ EntityId: '1', Attributes: { Name: 'b' } }));
  const kept = { EntityId: '1', Attributes: { Name: 'b', Size: 2 } };
  expect(await readRecord(bench)).toEqual({ data: kept, known: false, of_its_line: null });
});

test('lines of few outlines make the state that their fold is', async () => {
  const plain = fc.constantFrom<unknown>(1, 'x', { en: 'a' });
  const value = fc.oneof(
    { weight: 9, arbitrary: plain },
    { weight: 1, arbitrary: fc.constantFrom(null, [null]) },
  );
  const attributes = fc.oneof(
    fc.record({ Name: value, Size: value }),
    fc.record({ Name: value }),
    fc.record({ Size: value, Name: value }),
    fc.constant('none'),
  );
  const members = fc.oneof(
    { weight: 6, arbitrary: fc.record({ Attributes: attributes }) },
    { weight: 2, arbitrary: fc.record({ Attributes: attributes, FieldSetId: value }) },
    { weight: 1, arbitrary: fc.record({ FieldSetId: value }) },
    { weight: 1, arbitrary: fc.constant({ Deleted: true }) },
  );
  const line = members.map((rest): Line => ({ EntityId: '1', ...rest }));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 8, maxLength: 12 }), async (lines) => {
      const bench = await makeUnit(database);
      const state: State = new Map();
      for (const [minute, each] of lines.entries()) {
        await bench.loader.drop(productKey(bench, `08${String(minute).padStart(2, '0')}`), jsonl(each));
        foldFile(state, [each], false);
        const stored = await bench.rows('select id, data, deleted from products');
        expect(stored).toEqual([...state].map(([id, was]) => ({ id, ...was })));
      }
    }),
    { numRuns: 5, seed: 20_260_304 },
  );
});
