import { beforeEach, expect, test } from 'vitest';
import { formatTouchedColumns } from '../../cli/present/touched-columns.ts';
import { openTestExporter } from '../support/exporter.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();
const output = { write: () => undefined, isTerminal: false, colours: false, columns: 200, rows: 24 };
let bench: UnitBench;

const drop = (name: string, ...records: unknown[]) =>
  bench.loader.drop(productKey(bench, name), jsonl(...records));
const withItem = (id: number, attributes: Record<string, unknown>, own: Record<string, unknown> = {}) => ({
  ...product(id, attributes),
  Items: [{ EntityId: id * 10, Attributes: { ItemId: `i${id}`, ...own } }],
});

beforeEach(async () => {
  bench = await makeUnit(database);
});

test('names for what has drifted the columns that show it, their rows of configuration, and how many rows', async () => {
  const exporter = openTestExporter(database, bench);
  await exporter.configure('items.csv', 'item', { 'Item#': 'ItemId', Shine: 'Glow', Tint: 'Colour' });
  await exporter.configure('products.csv', 'product', { Id: 'EntityId' });
  await exporter.configure('values.csv', 'item-attribute', {
    Id: 'ItemId',
    Attribute: 'AttributeId',
    Value: 'Value',
  });
  await bench.rows(
    `insert into csv_template_config (csv_name, column_name, source_type) values ('items.csv', 'Fed', 'inriver_field')`,
  );
  await bench.rows(
    `insert into field_mapping (inriver_entity, inriver_field, heiler_csv, heiler_column)
     values ('Item', 'Glow', 'items.csv', 'Fed')`,
  );
  const red = { key: 'red', value: 'Red' };
  await drop('0801', withItem(1, { Colour: red }), withItem(2, {}), withItem(3, {}));
  await drop(
    '0802',
    withItem(1, { Glow: true }),
    withItem(2, {}, { Colour: { key: 'blue', value: 'Blue' } }),
  );
  const { findings } = await openOperator(database, bench).drift();
  const told = formatTouchedColumns(findings, output).map((line) =>
    line.replaceAll(/(csv_template_config|field_mapping) \d+/g, '$1 N'),
  );
  expect(told.slice(2).toSorted()).toEqual([
    '  Item.Colour "blue": items.csv Tint, 1 row (csv_template_config N)',
    '  Item.Colour "blue": values.csv Attribute, 1 row (csv_template_config N)',
    '  Item.Colour "blue": values.csv Value, 1 row (csv_template_config N)',
    '  Item.Colour: items.csv Tint, 2 rows (csv_template_config N)',
    '  Item.Colour: values.csv Attribute, 2 rows (csv_template_config N)',
    '  Item.Colour: values.csv Value, 2 rows (csv_template_config N)',
    '  Product.Glow: items.csv Fed, 1 row (csv_template_config N, field_mapping N)',
    '  Product.Glow: items.csv Shine, 1 row (csv_template_config N)',
    '  Product.Glow: values.csv Attribute, 1 row (csv_template_config N)',
    '  Product.Glow: values.csv Value, 1 row (csv_template_config N)',
  ]);
});

test('names none where the configuration does not check: it writes no CSV', async () => {
  const exporter = openTestExporter(database, bench);
  await exporter.configure('items.csv', 'item', { Shine: 'Glow' });
  await bench.rows(`update csv_template_config set transformation = 'explode(3)'`);
  await drop('0801', withItem(1, {}));
  await drop('0802', withItem(1, { Glow: true }));
  const { findings } = await openOperator(database, bench).drift();
  expect(findings.map(({ name, columns }) => [name, columns])).toEqual([['Glow', []]]);
});
