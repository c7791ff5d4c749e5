import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ExportConfiguration } from '#core/export/configuration.ts';
import { configurationLists, rowSchemas, withoutId } from '#core/export/configuration-rows.ts';
import { readSheet, sheetColumns, writeSheet } from '#core/export/configuration-sheet.ts';
import {
  defaultConfigurationFolder,
  readConfigurationFolder,
  writeConfigurationFolder,
} from '../../../cli/files/configuration-folder.ts';
import { dataSetsFolder, readDataSetFile } from '../../support/data-sets.ts';
import { aConfiguration, column, csv, decorator, mapping } from '../../support/export-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-sheets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const none: ExportConfiguration = { files: [], columns: [], mappings: [], decorators: [] };

/** What a sheet with this text is read as. */
async function read(name: string, text: string | Buffer): Promise<unknown> {
  const own = mkdtempSync(join(folder, 'read-'));
  writeFileSync(join(own, name), text);
  return await readConfigurationFolder(own);
}

describe('a sheet', () => {
  test('has the columns of its table, without ids, and a line for each row', () => {
    const rows = [
      mapping(1, { inriver_field: 'FieldValues.ShortDescription', heiler_column: 'BU_ISD' }),
      mapping(2, { transformation_rule: 'replace(",", ";")', active: false, notes: 'said "so"' }),
    ];
    expect(writeSheet('mappings', rows)).toBe(
      [
        'inriver_entity,inriver_field,heiler_csv,heiler_column,transformation_rule,active,notes',
        'Product,FieldValues.ShortDescription,items.csv,BU_ISD,,true,',
        'Product,ProductId,items.csv,Item#,"replace("","", "";"")",false,"said ""so"""',
        '',
      ].join('\r\n'),
    );
  });

  test('leaves a cell empty where there is nothing, and lists names with a bar between them', () => {
    const row = csv(1, { column_order: ['Item#', 'Name'], null_text: '', row_band: null });
    const cells = writeSheet('files', [row]).split('\r\n')[1]!.split(',');
    const written = Object.fromEntries(sheetColumns('files').map((name, index) => [name, cells[index]]));
    expect(written).toMatchObject({
      column_order: 'Item#|Name',
      row_order: '',
      filter: '',
      null_text: '',
      row_band: '',
    });
  });

  test('stands in an order that does not hang on when rows were written: one more row is one more line', () => {
    const first = [column(1, { csv_name: 'items.csv' }), column(2, { csv_name: 'category.csv' })];
    const more = [...first, column(3, { csv_name: 'category.csv', column_name: 'Name' })];
    const [before, after] = [first, more].map((rows) => writeSheet('columns', rows).split('\r\n'));
    expect(before!.slice(1, -1).map((line) => line.split(',')[0])).toEqual(['category.csv', 'items.csv']);
    expect(after!.filter((line) => !before!.includes(line))).toHaveLength(1);
  });
});

test('a quoted empty cell is the empty text, an unquoted one is nothing', () => {
  const row = column(1, { source_type: 'static', source_value: '', default_value: null });
  expect(writeSheet('columns', [row])).toContain('items.csv,Item#,static,"",,,false,');
});

/** Anything that a column of the tables may hold. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => value.isWellFormed());
const aName = text.filter((value) => value !== '');
const optional = fc.option(text);
const names = fc.array(fc.oneof(aName, fc.constantFrom('a|b', '[x]', ' x', 'Item#')), { maxLength: 3 });
const csvName = fc.constantFrom('items.csv', 'a.csv', 'b-1.csv');
const condition = fc.oneof(
  fc.record({ field: aName, is: fc.constantFrom('present' as const, 'missing' as const) }),
  fc.record({ field: aName, in: fc.array(text, { minLength: 1, maxLength: 3 }) }),
  fc.record({ field: aName, not_in: fc.array(text, { minLength: 1, maxLength: 3 }) }),
);
const configurations = fc.record({
  files: fc.array(
    fc.record({
      csv_name: csvName,
      row_source: aName,
      ...{ column_order: names, row_order: names, key_columns: names, reference_columns: names },
      filter: fc.option(fc.array(condition, { maxLength: 3 })),
      null_text: text.map((value) => value.replaceAll(/[",\r\n]/g, '')),
      line_end: fc.constantFrom('lf', 'crlf'),
      ...{ excel_safe: fc.boolean(), active: fc.boolean() },
      row_band: fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
      notes: optional,
    }),
    { maxLength: 3 },
  ),
  columns: fc.array(
    fc.record({
      ...{ csv_name: csvName, column_name: aName, source_value: optional, default_value: optional },
      source_type: fc.constantFrom('inriver_field', 'decorator', 'static', 'computed'),
      ...{ transformation: optional, required: fc.boolean(), notes: optional },
    }),
    { maxLength: 3 },
  ),
  mappings: fc.array(
    fc.record({
      ...{ inriver_entity: aName, inriver_field: aName, heiler_csv: csvName, heiler_column: aName },
      ...{ transformation_rule: optional, active: fc.boolean(), notes: optional },
    }),
    { maxLength: 3 },
  ),
  decorators: fc.array(
    fc.record({
      ...{ entity_type: aName, entity_id: aName, decorator_type: aName },
      ...{ decorator_value: text, source: optional, notes: optional },
    }),
    { maxLength: 3 },
  ),
});

/** The rows of a configuration in the order in which its sheets have them. */
function inSheetOrder(configuration: ExportConfiguration): unknown {
  const lists = configurationLists.map((list) => {
    const rows = configuration[list].map(withoutId);
    return [list, rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))];
  });
  return Object.fromEntries(lists);
}

async function throughSheets(configuration: ExportConfiguration): Promise<ExportConfiguration> {
  const own = mkdtempSync(join(folder, 'written-'));
  await writeConfigurationFolder(own, configuration);
  const rows = await readConfigurationFolder(own);
  rmSync(own, { recursive: true });
  const numbered = configurationLists.map((list) => [
    list,
    rows[list]!.map((row, index) => ({ ...row, id: index + 1 })),
  ]);
  return ExportConfiguration.parse(Object.fromEntries(numbered));
}

describe('what is written and read again is what it was', () => {
  test('whatever stands in it', async () => {
    const property = fc.asyncProperty(configurations, async (lists) => {
      const numbered = configurationLists.map((list) => [
        list,
        lists[list].map((row, index) => ({ ...row, id: index + 1 })),
      ]);
      const configuration = ExportConfiguration.parse(Object.fromEntries(numbered));
      expect(inSheetOrder(await throughSheets(configuration))).toEqual(inSheetOrder(configuration));
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('for texts that have been trouble elsewhere', async () => {
    const naughty = [
      '',
      ' ',
      '\\.',
      '"',
      '""',
      'a"b',
      'a,b',
      'a\nb',
      'a\r\nb',
      '\r',
      "'",
      '=1+1',
      '\uFEFF',
      'NULL',
    ];
    const hostile =
      dataSetsFolder === null
        ? []
        : (JSON.parse(readDataSetFile('hostile', 'blns', 'blns.json').toString()) as string[]);
    const decorators = [...naughty, ...hostile].map((value, index) =>
      decorator(index + 1, { decorator_value: value, notes: value, entity_id: value === '' ? 'x' : value }),
    );
    const [before, after] = [{ ...none, decorators }, await throughSheets({ ...none, decorators })];
    expect(inSheetOrder(after)).toEqual(inSheetOrder(before));
  });
});

describe('a sheet that a person wrote', () => {
  test('may have its columns in any order, leave out what has a default, and end in blank lines', async () => {
    const sheet = '\uFEFFcolumn_name,csv_name,source_type\n\nItem#,items.csv,inriver_field\n,,\n\n';
    expect(await read('csv_template_config.csv', sheet)).toEqual({
      columns: [withoutId(column(1, { source_value: null }))],
    });
  });

  test('may say TRUE, spaces around names, and nothing for what has a default', async () => {
    const sheet =
      'csv_name,row_source,column_order,excel_safe,active,line_end,null_text\n' +
      'items.csv,item,Item# | Name,TRUE,,,\n';
    expect(await read('csv_file_config.csv', sheet)).toEqual({
      files: [
        {
          ...withoutId(csv(1)),
          column_order: ['Item#', 'Name'],
          excel_safe: true,
          active: true,
          row_band: 0.5,
        },
      ],
    });
  });

  test('is refused with the lines that are wrong and what is', async () => {
    const sheet =
      'csv_name,column_name,source_type,required\n' +
      'items.csv,Item#,inriver_field,yes\n' +
      '"items.csv","a\nb",static,true\n' +
      'items,Name,guess,false\n';
    await expect(read('csv_template_config.csv', sheet)).rejects.toMatchObject({
      code: 'bad-sheet',
      message: [
        'csv_template_config.csv line 2: required: Invalid input: expected boolean, received string',
        'csv_template_config.csv line 5: csv_name: a CSV is named with letters, digits, . _ - and ends in .csv',
        'csv_template_config.csv line 5: source_type: Invalid option: expected one of "inriver_field"|"decorator"|"static"|"computed"',
      ].join('\n'),
    });
  });

  test.each([
    ['a column that the table has not', 'id,csv_name,row_source\n', /line 1: there is no column "id"/],
    ['a column twice', 'csv_name,csv_name,row_source\n', /the column "csv_name" is there twice/],
    ['a column that has to be', 'csv_name\n', /the column "row_source" is missing/],
    ['nothing at all', '', /the column "csv_name" is missing/],
    ['a line too short', 'csv_name,row_source\nitems.csv\n', /is no CSV: Invalid Record Length.* line 2/],
    ['a quote that does not end', 'csv_name,row_source\n"items.csv\n', /is no CSV: Quote Not Closed/],
    [
      'a filter that is no JSON',
      'csv_name,row_source,filter\na.csv,item,ItemId\n',
      /line 2: filter: write \[/,
    ],
    ['a number with a comma', 'csv_name,row_source,row_band\na.csv,item,"0,5"\n', /line 2: row_band: .*NaN/],
    ['another encoding', Buffer.from('csv_name,row_source\na.csv,\xFCber\n', 'latin1'), /is not UTF-8/],
  ])('is refused for %s', async (_what, sheet, message) => {
    await expect(read('csv_file_config.csv', sheet)).rejects.toMatchObject({ code: 'bad-sheet' });
    await expect(read('csv_file_config.csv', sheet)).rejects.toThrow(message);
  });

  test('is looked for under its name: a folder without any is refused, as is what is none', async () => {
    await expect(read('items.csv', '')).rejects.toMatchObject({ code: 'no-sheets', exitCode: 2 });
    await expect(readConfigurationFolder(join(folder, 'none'))).rejects.toMatchObject({
      code: 'no-such-folder',
    });
  });

  test('that is not there leaves its table as it is', async () => {
    expect(
      Object.keys(
        (await read(
          'decorator_data.csv',
          'entity_type,entity_id,decorator_type,decorator_value\n',
        )) as object,
      ),
    ).toEqual(['decorators']);
  });
});

test('the configuration that comes with Millrace is written as an export would write it', async () => {
  const own = defaultConfigurationFolder(process.cwd());
  const rows = await readConfigurationFolder(own);
  expect(rows.files).toHaveLength(17);
  for (const list of configurationLists) {
    if (rows[list] === undefined) continue;
    const numbered = rows[list].map((row, index) => ({ ...row, id: index + 1 }));
    const name = {
      files: 'csv_file_config',
      columns: 'csv_template_config',
      mappings: 'field_mapping',
      decorators: 'decorator_data',
    }[list];
    expect(writeSheet(list, numbered as never)).toBe(readFileSync(join(own, `${name}.csv`), 'utf8'));
  }
});

test('every column of a table has its place in a sheet', () => {
  for (const list of configurationLists) {
    expect(sheetColumns(list)).toEqual(Object.keys(rowSchemas[list].shape));
    expect(() => readSheet(list, sheetColumns(list), [])).not.toThrow();
  }
  expect(aConfiguration().files).not.toEqual([]);
});
