import { beforeEach, expect, test } from 'vitest';
import { compareSets } from '#core/export/compare/compare-sets.ts';
import { setOfRun } from '#core/export/compare/run-set.ts';
import type { Manifest } from '#core/export/manifest.ts';
import type { AskedCell } from '#core/operate/cause-messages.ts';
import { openExportsStore } from '#database/export/exports-store.ts';
import { describeCause } from '../../cli/present/export-diff.ts';
import { openTestExporter } from '../support/exporter.ts';
import { MemoryScratch } from '../support/memory-scratch.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, tombstone, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();
let bench: UnitBench;
let exporter: ReturnType<typeof openTestExporter>;

beforeEach(async () => {
  bench = await makeUnit(database);
  exporter = openTestExporter(database, bench);
  // Without items it is no row of the CSV, and yet says which attributes there are.
  await drop('0800', product(99, { Name: 'x', Brand: 'x' }));
  await exporter.configure(
    'items.csv',
    'item',
    { 'Item#': 'ItemId', Name: 'Name', Brand: 'Brand' },
    { keys: ['Item#'] },
  );
});

const drop = (name: string, ...records: unknown[]) =>
  bench.loader.drop(productKey(bench, name), jsonl(...records));
const declare = (minute: string, labels: Record<string, string>) =>
  bench.loader.drop(
    'SHARED/AttributeFile.json',
    JSON.stringify([
      {
        EntityTypeId: 'Product',
        Attributes: [{ AttributeId: 'Brand', AllowedValues: labels }, { AttributeId: 'Name' }],
      },
    ]),
    new Date(`2026-03-03T${minute}:00Z`),
  );
const withItems = (
  id: number,
  attributes: Record<string, unknown>,
  ...items: [number, Record<string, unknown>][]
) => ({
  ...product(id, attributes),
  Items: items.map(([EntityId, Attributes]) => ({ EntityId, Attributes })),
});
const lastEvent = async () =>
  String(
    (
      await bench.rows(`select max(id) as id from file_processing_events where event_type = 'file_complete'`)
    )[0]?.['id'],
  );

/** Everything that differs between two runs, with its causes as people read them. */
async function explain(before: Manifest, after: Manifest): Promise<Record<string, string[]>> {
  const store = openExportsStore(database.open(bench.unit, 'operator'), bench.unit);
  const compared = compareSets(
    setOfRun(exporter.bucket, before, false),
    setOfRun(exporter.bucket, after, false),
    {
      only: null,
      keyColumnsOf: (name) => after.files.find((file) => file.name === name)?.keyColumns ?? [],
      ...{ scratch: new MemoryScratch(), sampleSize: 100 },
    },
  );
  const told: Record<string, string[]> = {};
  for await (const { name, key, shared, sample } of compared) {
    const cells = sample.flatMap((row): AskedCell[] => {
      const columns = row.kind === 'changed' ? row.cells.map(({ column }) => column) : [null];
      return columns.map((column) => ({ kind: row.kind, key: row.key, column }));
    });
    if (cells.length === 0) continue;
    const runs = { unit: bench.unit.name, before: before.run, after: after.run };
    const asked = { verb: 'export-causes', ...runs, csv: name, keyColumns: key ?? shared, cells } as const;
    const { causes } = await store.explainCells({ ...asked, keyColumns: [...asked.keyColumns] });
    cells.forEach((cell, place) => {
      told[`${cell.kind} ${cell.key.join('|')} ${cell.column ?? ''}`.trim()] = (causes[place] ?? []).map(
        describeCause,
      );
    });
  }
  return told;
}

test('a line of a file that changed an attribute, of the product or of the item itself', async () => {
  await drop(
    '0801',
    withItems(1, { Name: 'Valve' }, [11, { ItemId: 'a' }], [12, { ItemId: 'b', Name: 'Own' }]),
  );
  const before = await exporter.write();
  await drop('0802', product(9), product(1, { Name: 'Pump' }));
  const event = await lastEvent();
  await drop('0803', {
    EntityId: 1,
    Items: [
      { EntityId: 11, Attributes: { ItemId: 'a' } },
      { EntityId: 12, Attributes: { ItemId: 'b', Name: 'New' } },
    ],
  });
  const second = await lastEvent();
  // Writes the array once more and leaves the item as it is.
  await drop('0804', {
    EntityId: 1,
    Items: [
      { EntityId: 11, Attributes: { ItemId: 'a', Size: 3 } },
      { EntityId: 12, Attributes: { ItemId: 'b', Name: 'New' } },
    ],
  });
  const after = await exporter.write();
  await drop('0805', product(1, { Name: 'Later' }));
  expect(await explain(before, after)).toEqual({
    'changed a Name': [
      `event ${event}, ${productKey(bench, '0802')} line 2: products 1 Attributes.Name "Valve" → "Pump"`,
    ],
    'changed b Name': [
      `event ${event}, ${productKey(bench, '0802')} line 2: products 1 Attributes.Name "Valve" → "Pump"`,
      `event ${second}, ${productKey(bench, '0803')} line 1: products 1 Items[12].Attributes.Name "Own" → "New"`,
    ],
  });
});

test('a mapping row, a template row and a decorator, each by its table and row', async () => {
  await bench.rows(
    `insert into csv_template_config (csv_name, column_name, source_type, source_value)
     values ('items.csv', 'Mapped', 'inriver_field', null), ('items.csv', 'Purpose', 'decorator', 'purpose')`,
  );
  await bench.rows(
    `insert into field_mapping (inriver_entity, inriver_field, heiler_csv, heiler_column)
     values ('Item', 'Name', 'items.csv', 'Mapped')`,
  );
  await drop('0801', withItems(1, { Name: 'Valve', Brand: 'Acme' }, [11, { ItemId: 'a' }]));
  const before = await exporter.write();
  await bench.rows(`update field_mapping set transformation_rule = 'upper'`);
  await bench.rows(
    `update csv_template_config set default_value = 'none', transformation = 'lower' where column_name = 'Brand'`,
  );
  await bench.rows(
    `insert into decorator_data (entity_type, entity_id, decorator_type, decorator_value)
     values ('item', 'a', 'purpose', 'searchable'), ('item', 'a', 'other', 'x'), ('item', 'b', 'purpose', 'y')`,
  );
  const after = await exporter.write();
  const [mapping] = await bench.rows('select id from field_mapping');
  const [brand] = await bench.rows(`select id from csv_template_config where column_name = 'Brand'`);
  const [decorator] = await bench.rows(`select id from decorator_data where decorator_value = 'searchable'`);
  expect(await explain(before, after)).toEqual({
    'changed a Mapped': [
      `field_mapping ${String(mapping?.['id'])} changed: transformation_rule missing → "upper"`,
    ],
    'changed a Brand': [
      `csv_template_config ${String(brand?.['id'])} changed: default_value missing → "none", transformation missing → "lower"`,
    ],
    'changed a Purpose': [
      `decorator_data ${String(decorator?.['id'])} added: entity_type missing → "item", entity_id missing → "a", ` +
        `decorator_type missing → "purpose", decorator_value missing → "searchable"`,
    ],
  });
});

test('a label that AttributeFile renamed, although no product was touched', async () => {
  await declare('08:00', { acme: 'Acme' });
  await drop('0801', withItems(1, { Brand: { key: 'acme', value: 'Acme' } }, [11, { ItemId: 'a' }]));
  const before = await exporter.write();
  await declare('08:10', { acme: 'Acme Inc.' });
  const event = await lastEvent();
  const after = await exporter.write();
  const told = await explain(before, after);
  expect(Object.keys(told)).toEqual(['changed a Brand']);
  expect(told['changed a Brand']).toEqual([
    `event ${event}, SHARED/AttributeFile.json line 1: attribute_file Brand AllowedValues {"acme": "Acme"} → {"acme": "Acme Inc."}`,
  ]);
});

test('what came and went: a product, an item of one, and a row that a filter leaves out', async () => {
  await bench.rows(
    `update csv_file_config set filter = '[{"field": "Name", "is": "present"}]', row_band = null`,
  );
  await drop(
    '0801',
    withItems(1, { Name: 'Valve' }, [11, { ItemId: 'a' }], [12, { ItemId: 'b' }]),
    withItems(2, { Name: 'Pump' }, [21, { ItemId: 'c' }]),
    withItems(3, { Name: 'Fan' }, [31, { ItemId: 'd' }]),
  );
  const before = await exporter.write();
  await drop(
    '0802',
    { EntityId: 1, Items: [{ EntityId: 11, Attributes: { ItemId: 'a' } }] },
    tombstone(2),
    product(3, { Name: null }),
    withItems(4, { Name: 'Coil' }, [41, { ItemId: 'e' }]),
  );
  const after = await exporter.write();
  const place = `event ${await lastEvent()}, ${productKey(bench, '0802')}`;
  expect(await explain(before, after)).toEqual({
    'removed b': [`${place} line 1: products 1 Items[12] went`],
    'removed c': [`${place} line 2: products 2 went`],
    'removed d': [`${place} line 3: products 3 Attributes.Name "Fan" → missing`],
    'added e': [`${place} line 4: products 4 came`],
  });
});

test('a file that was left out, by the event that left it out', async () => {
  await drop('0801', withItems(1, { Name: 'Valve' }, [11, { ItemId: 'a' }]));
  await drop('0802', product(1, { Name: 'Wrong' }));
  const before = await exporter.write();
  await openOperator(database, bench).skip(productKey(bench, '0802'));
  const after = await exporter.write();
  const told = await explain(before, after);
  expect(told['changed a Name']).toEqual([
    expect.stringMatching(/^event \d+, .*_?20260303080200.*: products 1 Attributes\.Name "Wrong" → "Valve"$/),
  ]);
});

test('a run that wrote nothing is unknown', async () => {
  const store = openExportsStore(database.open(bench.unit, 'operator'), bench.unit);
  const asked = {
    verb: 'export-causes',
    unit: bench.unit.name,
    before: 1,
    after: 2,
    csv: 'items.csv',
  } as const;
  const cells: AskedCell[] = [{ kind: 'added', key: ['a'], column: null }];
  await expect(store.explainCells({ ...asked, keyColumns: ['Item#'], cells })).rejects.toThrow(
    'Run 1 wrote no CSVs',
  );
});
