import { expect, test } from 'vitest';
import { planFile } from '#core/plan/plan-file.ts';
import type { FilePlan } from '#core/plan/file-plan.ts';
import { openPlanStore } from '#database/plan/plan-store.ts';
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

/** What dropping these records under this name would do. */
function plan(bench: UnitBench, name: string, ...records: unknown[]): Promise<FilePlan> {
  const bytes = Buffer.from(jsonl(...records));
  const key = productKey(bench, name);
  const object = { bucket: 'plan', key, versionId: '', sizeBytes: bytes.length, lastModified: null };
  const deps = {
    unit: bench.unit,
    bucket: { read: async () => ({ body: oneChunk(bytes), metadata: {} }) },
    store: openPlanStore(database.open(bench.unit, 'operator')),
    now: () => new Date('2026-03-03T09:00:00Z'),
    signal: new AbortController().signal,
  };
  return planFile(deps, { key, object }, { afterId: undefined, limit: 100 });
}

async function* oneChunk(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes;
}

test('a plan says what a delta would do, field by field, and writes nothing', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(productKey(bench, '0801'), jsonl(...products(1, 3, { Name: 'a', Big: 1 })));
  const before = await bench.rows('select * from records order by id');
  const planned = await plan(
    bench,
    '0802',
    product(1, { Name: 'b' }),
    product(2, { Name: 'a' }),
    tombstone(3),
    product(4),
    product(4, { X: 1 }),
  );
  expect(planned).toMatchObject({
    place: 'last',
    halts: [],
    lines: { total: 5, good: 5, rejected: 0 },
    folded: 1,
    counts: { inserted: 1, updated: 1, unchanged: 1, deleted: 1 },
    nextId: null,
  });
  expect(planned.changes).toEqual([
    {
      id: '1',
      kind: 'updated',
      line: 1,
      fields: [{ field: 'Attributes.Name', before: '"a"', after: '"b"' }],
    },
    { id: '3', kind: 'deleted', line: 3, fields: [] },
    {
      ...{ id: '4', kind: 'inserted', line: 5 },
      fields: [
        { field: 'Attributes.X', before: null, after: '1' },
        { field: 'EntityId', before: null, after: '4' },
      ],
    },
  ]);
  expect(await bench.rows('select * from records order by id')).toEqual(before);
});

test('a plan of a late file counts what a load of it then does', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(productKey(bench, '0801'), jsonl(...products(1, 3, { Name: 'a' })));
  await bench.loader.drop(productKey(bench, '0803'), jsonl(product(1, { Name: 'c' })));
  const late = [product(1, { Name: 'b', Size: 1 }), product(2, { Name: 'b' }), product(5)];
  const planned = await plan(bench, '0802', ...late);
  expect(planned).toMatchObject({ place: 'late', overtaken: 1 });
  await bench.loader.drop(productKey(bench, '0802'), jsonl(...late));
  expect(await bench.lastEvent('file_complete')).toMatchObject(planned.counts);
});

test('a plan of the part that makes a full run whole says what closing the run then deletes', async () => {
  const bench = await makeUnit(database);
  await bench.rows(`update feed_settings set deletion_guard = 1`);
  await bench.loader.drop(productKey(bench, '0801'), jsonl(...products(1, 9)));
  await bench.loader.drop(productKey(bench, 'full_0802_1'), jsonl(product(1), tombstone(2)));
  const part = [product(3), product(20)];

  expect(await plan(bench, 'full_0802_3', ...part)).toMatchObject({
    closing: null,
    notes: ['What its full run lacks is deleted when the run is closed, and not counted here.'],
  });
  const planned = await plan(bench, 'full_0802_2', ...part);
  expect(planned).toMatchObject({
    counts: { inserted: 1, unchanged: 1, deleted: 0 },
    closing: { deleted: 6, isGuarded: false },
    notes: [
      'If no further part comes, closing its full run deletes the 6 records that none of its parts has, which is not ' +
        'counted here.',
    ],
  });
  await bench.loader.drop(productKey(bench, 'full_0802_2'), jsonl(...part));
  await bench.loader.drop(productKey(bench, '0803'), '');
  expect(await bench.lastEvent('full_closed')).toMatchObject({ deleted: planned.closing?.deleted });
});

test('a plan of a part says that the guard would halt the closing, or that something hides what is absent', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(productKey(bench, '0801'), jsonl(...products(1, 60)));
  const planned = await plan(bench, 'full_0802_1', product(1));
  expect(planned).toMatchObject({ halts: [], closing: { deleted: 59, isGuarded: true } });
  expect(planned.notes.join()).toContain('; the deletion guard would halt that.');
  const hiding = await plan(bench, 'full_0802_1', product(1), { NoId: 1 });
  expect(hiding).toMatchObject({ closing: null, lines: { rejected: 1 } });
  expect(hiding.notes.join()).toContain('hide which records they were');
});

test('a plan says which guard would trip', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(productKey(bench, '0801'), jsonl(...products(1, 60)));
  const planned = await plan(bench, 'full_0802', product(1));
  expect(planned.halts.map(({ code }) => code)).toEqual(['deletion-guard']);
  expect(planned.counts).toMatchObject({ unchanged: 1, deleted: 59 });
});
