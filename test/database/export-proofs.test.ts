import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { defaultConfigurationFolder, readConfigurationFolder } from '../../cli/files/configuration-folder.ts';
import { dataSetsFolder, readDataSetFile, withoutDataSets } from '../support/data-sets.ts';
import { openTestExporter } from '../support/exporter.ts';
import { openOperator } from '../support/operator.ts';
import { resetUnit } from '../support/model/unit-reset.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, tombstone, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();
const sheets = await readConfigurationFolder(defaultConfigurationFolder(process.cwd()));

async function importDefault(bench: UnitBench): Promise<void> {
  const operator = openOperator(database, bench);
  const { shown } = await operator.importConfiguration(sheets);
  await operator.importConfiguration(sheets, shown);
}

test('the 17 CSVs of a small catalogue are what somebody read and found right, byte for byte', async () => {
  const bench = await makeUnit(database);
  for (const { key, content } of smallCatalogue(bench.unit.name)) await bench.loader.drop(key, content);
  await importDefault(bench);
  await bench.rows(
    `insert into decorator_data (entity_type, entity_id, decorator_type, decorator_value)
     values ('attribute', 'ProductColor', 'purpose', 'searchable'), ('attribute', 'ProductColor', 'purpose', 'filter'),
       ('attribute', 'ProductColor', 'role', 'variant')`,
  );
  const exporter = openTestExporter(database, bench);
  const { run, files, failedChecks } = await exporter.write();
  expect(failedChecks).toEqual([]);
  expect(files).toHaveLength(17);
  for (const { name } of files) {
    const text = exporter.bucket.text(`exports/${bench.unit.name}/${run}/${name}`);
    await expect(text, name).toMatchFileSnapshot(join(process.cwd(), 'test/fixtures/exports', name));
  }
});

/** Texts that have broken CSVs before; with the data sets, 515 more. */
const hostileTexts = [
  ...[
    '',
    ' ',
    ',',
    '"',
    '""',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '\\.',
    '\\N',
    'NULL',
    'a,"b"\r\nc',
    '=1+1',
    "'",
    ';',
    '\u2028',
  ],
  ...['😀', '﻿bom', '0012', '1e400', '  padded  ', '"; drop table records; --', 'ﬁ\u0301'],
];

test.skipIf(dataSetsFolder === null)(
  `every naughty string comes back from its CSV unchanged (${withoutDataSets})`,
  async () => {
    const texts = JSON.parse(readDataSetFile('hostile', 'blns', 'blns.json').toString('utf8')) as string[];
    expect(texts.length).toBeGreaterThan(500);
    expect(await roundTrip(texts)).toEqual(texts);
  },
);

type HostileCell = { cell: string; dangerousPrefix?: boolean };

test.skipIf(dataSetsFolder === null)(
  `cells that a spreadsheet would run go out unchanged, and with an apostrophe where that is configured (${withoutDataSets})`,
  async () => {
    const file = readDataSetFile('hostile', 'generated', 'csv', 'injection-and-edge-cells.json');
    const cells = JSON.parse(file.toString('utf8')) as HostileCell[];
    const texts = cells.map(({ cell }) => cell);
    expect(await roundTrip(texts)).toEqual(texts);
    const guarded = await roundTrip(texts, { excelSafe: true });
    expect(guarded).toEqual(texts.map((text) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)));
    const dangerous = cells.flatMap(({ dangerousPrefix }, index) =>
      dangerousPrefix ? [guarded[index]] : [],
    );
    expect(dangerous.length).toBeGreaterThan(5);
    expect(dangerous.filter((text) => !text?.startsWith("'"))).toEqual([]);
  },
);

test('every text comes back from its CSV unchanged, whatever it is', async () => {
  expect(await roundTrip(hostileTexts)).toEqual(hostileTexts);
});

/** The texts as a reader of the CSV finds them, in the order of their products. */
async function roundTrip(texts: readonly string[], { excelSafe = false } = {}): Promise<string[]> {
  const bench = await makeUnit(database);
  const exporter = openTestExporter(database, bench);
  await exporter.configure('texts.csv', 'product', { Id: 'EntityId', Text: 'Text' });
  await bench.rows(`update csv_file_config set line_end = 'crlf', excel_safe = $1`, [excelSafe]);
  const records = texts.map((Text, index) => product(1000 + index, { Text }));
  await bench.loader.drop(productKey(bench, '0801'), jsonl(...records));
  const { run } = await exporter.write();
  const csv = exporter.bucket.text(`exports/${bench.unit.name}/${run}/texts.csv`);
  const [, ...rows] = parse(csv, { record_delimiter: '\r\n' });
  return rows.map(([, text]) => text ?? '');
}

/** Deltas about few records, the order in which they land, those that were wrong at first, and whether all is replayed. */
const delivery = fc.record({
  files: fc.array(
    fc.array(
      fc.oneof(
        fc.record({ id: fc.integer({ min: 1, max: 5 }), name: fc.string({ maxLength: 6 }) }),
        fc.record({ id: fc.integer({ min: 1, max: 5 }), gone: fc.constant(true) }),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    { minLength: 2, maxLength: 6 },
  ),
  shuffle: fc.array(fc.nat({ max: 5 }), { minLength: 6, maxLength: 6 }),
  wrong: fc.nat({ max: 5 }),
  replays: fc.boolean(),
});
type Line = { id: number; name?: string; gone?: boolean };

let messy: UnitBench;
let clean: UnitBench;
beforeAll(async () => {
  [messy, clean] = [await makeUnit(database), await makeUnit(database)];
});

test('an export after late files, corrections and replays is that of a clean load', async () => {
  const exporters = [messy, clean].map((bench) => openTestExporter(database, bench));
  for (const exporter of exporters) {
    await exporter.configure('products.csv', 'product', { Id: 'EntityId', Name: 'Name' });
    await exporter.configure('attributes.csv', 'item-attribute', { Item: 'ItemId', Name: 'AttributeId' });
  }
  const property = fc.asyncProperty(delivery, async ({ files, shuffle, wrong, replays }) => {
    for (const bench of [messy, clean]) await resetUnit(bench, { merge: 'patch', late: 'fold' } as never);
    const drop = (bench: UnitBench, index: number, lines: readonly Line[]) =>
      bench.loader.drop(
        productKey(bench, `08${String(index).padStart(2, '0')}`),
        jsonl(...lines.map(recordOf)),
      );

    const order = files.map((_, index) => index).toSorted((a, b) => shuffle[a]! - shuffle[b]! || a - b);
    for (const index of order)
      await drop(
        messy,
        index,
        index === wrong
          ? [
              { id: 1, name: 'wrong' },
              { id: 99, name: 'wrong' },
            ]
          : files[index]!,
      );
    if (wrong < files.length) await drop(messy, wrong, files[wrong]!);
    if (replays) {
      await messy.rows(
        `update file_processing_events set replay_date = now() where event_type = 'file_complete'`,
      );
      await messy.loader.ring();
    }
    for (const [index, lines] of files.entries()) await drop(clean, index, lines);

    const [one, other] = await Promise.all(exporters.map((exporter) => exporter.write({ accept: true })));
    expect(one?.files).toEqual(other?.files);
  });
  await fc.assert(property, { numRuns: 4, seed: 20_260_303 });
}, 120_000);

function recordOf({ id, name, gone }: Line): unknown {
  if (gone) return tombstone(id);
  return {
    ...product(id, { Name: name }),
    Items: [{ EntityId: 100 + id, Attributes: { ItemId: `I${id}`, Name: name } }],
  };
}
