import { createHash } from 'node:crypto';
import { parse } from 'libpg-query';
import { describe, expect, test } from 'vitest';
import { rowSources } from '#catalog/row-sources.ts';
import { checkConfiguration } from '#core/export/check-configuration.ts';
import type { ExportConfiguration } from '#core/export/configuration.ts';
import type { DriftFinding } from '#core/drift/drift-finding.ts';
import type { CompiledCsv } from '#core/export/csv-plan.ts';
import { resolvePlans } from '#core/export/resolve-plans.ts';
import { compileCsv } from '#database/export/compile/compile-csv.ts';
import { literal } from '#database/export/compile/literal.ts';
import { compileLookup } from '#database/export/causes/find-rows.ts';
import { compileCounts } from '#database/export/count-touched.ts';
import { dataSetsFolder, readDataSetFile, withoutDataSets } from '../support/data-sets.ts';
import { madeCatalogue } from '../support/made-catalogue.ts';
import { madeConfiguration, type MadeRows } from '../support/made-configuration.ts';
import { cloneDatabase } from '../support/test-database.ts';

const { administrator } = await cloneDatabase();
await administrator.query('set search_path to inriver_bak, pg_temp');
for (const [statement, values] of madeCatalogue) await administrator.query(statement, values);

function compile(configuration: ExportConfiguration): CompiledCsv[] {
  return resolvePlans(configuration, rowSources).map(compileCsv);
}

function compileOne(rows: MadeRows): CompiledCsv {
  return compile(madeConfiguration(rows))[0]!;
}

async function read(sql: string | null): Promise<unknown[][]> {
  const { rows } = await administrator.query<unknown[]>({ text: sql ?? '', rowMode: 'array' });
  return rows;
}

const itemId = { column_name: 'Item#', source_value: 'ItemId' };

describe('the statements of a CSV', () => {
  test('give the columns in the order that the file says, the others after them', async () => {
    const csv = compileOne({
      files: [{ column_order: ['b'], filter: [{ field: 'ItemId', in: ['I-1'] }] }],
      columns: [
        { column_name: 'a', source_type: 'static', source_value: 'A' },
        { column_name: 'b', source_type: 'static', source_value: 'B' },
        { column_name: 'empty' },
      ],
    });
    expect(csv.header).toEqual(['b', 'a', 'empty']);
    expect(await read(csv.rowsSql)).toEqual([['B', 'A', null]]);
    expect([csv.rejectsSql, csv.duplicatesSql, csv.danglingSql]).toEqual([null, null, []]);
  });

  test('fill a column from its mappings, the first that is there, each with its own transformation', async () => {
    const csv = compileOne({
      columns: [itemId, { column_name: 'Name', transformation: 'suffix("!")' }],
      mappings: [
        { heiler_column: 'Name', inriver_field: 'ItemName' },
        {
          heiler_column: 'Name',
          inriver_field: 'FieldValues.ProductName',
          transformation_rule: 'locale("es")',
        },
        { heiler_column: 'Name', inriver_field: 'ProductId', transformation_rule: 'lower' },
        { heiler_column: 'Name', inriver_field: 'ProductId', inriver_entity: 'Product', active: false },
      ],
    });
    expect(await read(csv.rowsSql)).toEqual([
      ['I-1', 'Bomba!'],
      ['I-2', 'Its own name!'],
      ['=I-3', 'p-2!'],
      [null, null],
      [null, null],
    ]);
  });

  test('part the rows by what is required, exactly, and say what is missing', async () => {
    const csv = compileOne({
      columns: [
        { ...itemId, required: true },
        { column_name: 'Weight', source_value: 'ItemWeight', required: true },
        { column_name: 'Product', source_value: 'ProductId' },
        { column_name: 'Unit', source_value: 'ItemWeightUnit', required: true, default_value: 'lb' },
      ],
    });
    expect(await read(csv.rowsSql)).toEqual([['I-1', '12.5', 'P-1', 'lb']]);
    expect(await read(csv.rejectsSql)).toEqual([
      ['I-2', null, 'P-1', 'lb', 'missing: Weight'],
      ['=I-3', null, 'P-2', 'lb', 'missing: Weight'],
      [null, null, null, 'lb', 'missing: Item#, Weight'],
      [null, null, null, 'lb', 'missing: Item#, Weight'],
    ]);
  });

  test('take an empty text for missing where something is required or has a default, and nowhere else', async () => {
    const blank = {
      source_type: 'computed' as const,
      source_value: 'ItemId',
      transformation: 'concat | only("I-1") | map("I-1"="")',
    };
    const of = (more: object) => compileOne({ columns: [{ column_name: 'x', ...blank, ...more }] });
    expect((await read(of({}).rowsSql))[0]).toEqual(['']);
    expect((await read(of({ default_value: 'd' }).rowsSql))[0]).toEqual(['d']);
    expect(await read(of({ required: true }).rowsSql)).toEqual([]);
    expect(await read(of({ required: true }).rejectsSql)).toHaveLength(5);
  });

  test('order rows by columns as text by code point, what is missing last, then as the row source does', async () => {
    const csv = compileOne({
      files: [{ row_order: ['Product', 'Item#'] }],
      columns: [itemId, { column_name: 'Product', source_value: 'ProductId' }],
    });
    expect(await read(csv.rowsSql)).toEqual([
      ['I-1', 'P-1'],
      ['I-2', 'P-1'],
      ['=I-3', 'P-2'],
      [null, null],
      [null, null],
    ]);
  });

  test('keep the rows that every condition of a filter holds for; a missing value compares as an empty one', async () => {
    const ids = async (filter: NonNullable<MadeRows['files']>[number]['filter']) =>
      (await read(compileOne({ files: [{ filter }], columns: [itemId] }).rowsSql)).map(([id]) => id);
    expect(await ids([{ field: 'ItemId', is: 'present' }])).toEqual(['I-1', 'I-2', '=I-3']);
    expect(await ids([{ field: 'ItemId', is: 'missing' }])).toEqual([null, null]);
    expect(await ids([{ field: 'ItemId', in: ['I-2', 'x'] }])).toEqual(['I-2']);
    expect(await ids([{ field: 'ItemId', not_in: ['I-2', ''] }])).toEqual(['I-1', '=I-3']);
    expect(await ids([{ field: 'ItemId', not_in: ['I-2'] }])).toEqual(['I-1', '=I-3', null, null]);
    expect(
      await ids([
        { field: 'ProductColor', in: ['Red today'] },
        { field: 'EntityId', in: ['11'] },
      ]),
    ).toEqual(['I-1']);
  });

  test('show labels as AttributeFile has them now', async () => {
    const csv = compileOne({
      files: [{ row_source: 'product', filter: [{ field: 'EntityId', in: ['1'] }] }],
      columns: [
        { column_name: 'Color', source_value: 'ProductColor' },
        { column_name: 'Key', source_value: 'ProductColor', transformation: 'key' },
        { column_name: 'Marks', source_value: 'ProductMarks', transformation: 'join("; ")' },
      ],
    });
    expect(await read(csv.rowsSql)).toEqual([['Red today', 'red', 'UL today; CSA']]);
  });

  test('guard what a spreadsheet would take for a formula where that is asked for, and nowhere else', async () => {
    const cells = ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', '\n=1', 'a=1', '', "'=1"];
    const guarded = async (excelSafe: boolean) => {
      const columns = cells.map((cell, index) => ({
        column_name: `${index}`,
        source_type: 'static' as const,
        source_value: cell,
      }));
      const files = [{ excel_safe: excelSafe, filter: [{ field: 'ItemId', in: ['I-1'] }] }];
      return (await read(compileOne({ files, columns }).rowsSql))[0];
    };
    const shown = cells.map((cell) => (cell === '' ? null : cell));
    expect(await guarded(false)).toEqual(shown);
    expect(await guarded(true)).toEqual(shown.map((cell, index) => (index < 7 ? `'${cell}` : cell)));
  });

  test('count rows too many of a key, and values that refer to nothing', async () => {
    const [items, products] = compile(
      madeConfiguration({
        files: [
          {
            key_columns: ['Product#'],
            reference_columns: ['Product# -> products.csv.Product#', 'Color->items.csv.Product#'],
          },
          { csv_name: 'products.csv', row_source: 'product', filter: [{ field: 'EntityId', not_in: ['2'] }] },
        ],
        columns: [
          { column_name: 'Product#', source_value: 'ProductId' },
          { column_name: 'Color', source_value: 'ProductColor' },
          { csv_name: 'products.csv', column_name: 'Product#', source_value: 'ProductId', required: true },
        ],
      }),
    );
    expect(products!.csvName).toBe('products.csv');
    expect(await read(items!.duplicatesSql)).toEqual([['2', '']]);
    expect(items!.danglingSql.map(({ column, target }) => [column, target])).toEqual([
      ['Product#', 'products.csv.Product#'],
      ['Color', 'items.csv.Product#'],
    ]);
    expect(await Promise.all(items!.danglingSql.map(({ sql }) => read(sql)))).toEqual([
      [['1', 'P-2']],
      [['1', 'Red today']],
    ]);
  });

  test('run in parallel where there is enough to do', async () => {
    await administrator.query('begin');
    try {
      await administrator.query(
        'set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0; set local min_parallel_table_scan_size = 0',
      );
      const { rowsSql } = compileOne({
        columns: [
          { ...itemId, required: true },
          { column_name: 'n', source_value: 'ProductName' },
        ],
      });
      const plan = (await read(`explain ${rowsSql}`)).map(([line]) => String(line)).join('\n');
      expect(plan).toContain('Gather');
    } finally {
      await administrator.query('rollback');
    }
  });
});

test('a plan leaves out files that are switched off, and orders the others by name', () => {
  const configuration = madeConfiguration({
    files: [{ csv_name: 'b.csv' }, { csv_name: 'c.csv', active: false }, { csv_name: 'a.csv' }],
    columns: ['a.csv', 'b.csv', 'c.csv'].map((name) => ({ csv_name: name, source_value: 'ItemId' })),
  });
  expect(compile(configuration).map(({ csvName }) => csvName)).toEqual(['a.csv', 'b.csv']);
});

/** What breaks out of quotes, comments and lists, and what databases and spreadsheets take for something else. */
const ownHostileTexts = [
  "'",
  "''",
  '"',
  '\\',
  "\\'",
  "' or 1=1 --",
  "'; drop table products; --",
  "\\'; drop table products; --",
  "E'\\x27'",
  '$$',
  '$1',
  '/*',
  '*/',
  '--',
  ';',
  '\n--\n',
  '%s %1$s %',
  '{1}',
  "U&'\\0027'",
  '\u2019\u02bc\uff07',
  '\\.',
  'NULL',
  '__proto__',
  'constructor',
  '😀\u202e',
];
const NUL = '\0';
const dataSetTexts =
  dataSetsFolder === null
    ? []
    : [
        ...(JSON.parse(readDataSetFile('hostile', 'blns', 'blns.json').toString()) as string[]),
        ...(
          JSON.parse(
            readDataSetFile('hostile', 'generated', 'csv', 'injection-and-edge-cells.json').toString(),
          ) as { cell: string }[]
        ).map(({ cell }) => cell),
      ];

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Every transformation that takes a text, with that text wherever it takes one. */
function transformationsWith(text: string): string[] {
  const q = quoted(text);
  const other = quoted(`${text}.`);
  return [
    `prefix(${q}) | suffix(${q}) | default(${q}) | replace(${other}, ${q}) | truncate(9, ${q}) | pad(9, ${other}, right)`,
    `map(${q}=${q}, ${other}=${q}) | only(${q}, ${q}) | except(${q}) | present(${q}, ${q}) | boolean(${q}, ${q})`,
    `number(2, ${other}) | split(${other}) | member(${q}) | join(${q})`,
  ];
}

/** A configuration with a text in every cell of all four tables that may hold any; names are a matter of their own. */
function configurationWith(text: string, name: string): ExportConfiguration {
  const field = `Attributes.${text}`;
  return madeConfiguration({
    files: [
      {
        row_order: [name],
        column_order: [name],
        key_columns: [name],
        reference_columns: [`${name} -> items.csv.${name}`],
        filter: [
          { field, in: [text, text] },
          { field, not_in: [text] },
          { field: 'ItemId', is: 'present' },
        ],
        excel_safe: true,
        notes: text,
      },
    ],
    columns: [
      {
        column_name: name,
        source_type: 'static',
        source_value: `.${text}`,
        default_value: text,
        required: true,
      },
      { column_name: 'field', source_value: field, default_value: text, notes: text },
      { column_name: 'decorator', source_type: 'decorator', source_value: `.${text}`, default_value: text },
      { column_name: 'mapped', required: true },
      {
        column_name: 'computed',
        source_type: 'computed',
        source_value: `${quoted(field)}, ItemId`,
        transformation: `join(${quoted(text)}) | template(${quoted(`{1}${text.replaceAll('{', '')}`)})`,
      },
      ...transformationsWith(text).map((transformation, index) => ({
        column_name: `transformed ${index}`,
        source_value: 'ItemId',
        transformation,
      })),
    ],
    mappings: [
      {
        heiler_column: 'mapped',
        inriver_field: field,
        transformation_rule: `prefix(${quoted(text)})`,
        notes: text,
      },
      {
        heiler_column: 'mapped',
        inriver_field: `FieldValues.${text}.`,
        transformation_rule: `default(${quoted(text)})`,
      },
    ],
    decorators: [
      { entity_id: `.${text}`, decorator_type: `.${text}`, decorator_value: text, source: text, notes: text },
    ],
  });
}

/** Those of a run, those that look for the rows of a key, and those that count what has a drifted attribute or value. */
function statementsOf(configuration: ExportConfiguration, text = 'neutral'): string[] {
  const finding = { name: text, key: text } as DriftFinding;
  const searches = resolvePlans(configuration, rowSources).flatMap((plan) => [
    compileLookup(plan, plan.columns.slice(0, 2), [
      [text, null],
      [text, text],
    ]),
    compileCounts(plan, [finding, { ...finding, key: null }]),
  ]);
  const written = compile(configuration).flatMap(({ rowsSql, rejectsSql, duplicatesSql, danglingSql }) => [
    rowsSql,
    rejectsSql!,
    duplicatesSql!,
    ...danglingSql.map(({ sql }) => sql),
  ]);
  return [...written, ...searches];
}

/** What is left of a statement's parse tree without its places and the texts of its constants: a hash of it. */
async function shapeOf(sql: string): Promise<string> {
  const tree = JSON.stringify(await parse(sql), (key, value: unknown) => {
    if (/^location$|^stmt_len$|_(start|end)$/.test(key)) return undefined;
    const isText = key === 'A_Const' && typeof value === 'object' && value !== null && 'sval' in value;
    return isText ? 'text' : value;
  });
  return createHash('sha256').update(tree).digest('hex');
}

function codesOf(configuration: ExportConfiguration): string[] {
  const problems = checkConfiguration(configuration, { rowSources, attributes: null });
  return [...new Set(problems.map(({ code }) => code))];
}

describe('no text of a configuration changes what a statement is', async () => {
  const neutral = configurationWith('neutral', 'name');
  const shapes = await Promise.all(statementsOf(neutral).map(shapeOf));

  test('the neutral configuration checks, and its statements run', async () => {
    expect(codesOf(neutral)).toEqual([]);
    expect(shapes).toHaveLength(6);
    for (const sql of statementsOf(neutral)) await read(sql);
  });

  test('a text that did change it would be seen', async () => {
    const shape = await shapeOf(`select * from a where b = 'c'`);
    expect(await shapeOf(`select * from a where b = '' or 1 = 1 --'`)).not.toBe(shape);
    expect(await shapeOf(`select * from a where b = ${literal("' or 1 = 1 --")}`)).toBe(shape);
  });

  /** The codes that only a name is refused with. A name that is refused never reaches a statement. */
  const codesOfNames = [
    'bad-column-name',
    'bad-reference',
    'unknown-column',
    'duplicate-column',
    'unknown-csv',
  ];

  /** What is wrong with the statements that a text gets into, in a word; null: nothing, `no name`: it may be no name. */
  async function judge(text: string): Promise<string | null> {
    // A reference names two columns, and has no more characters than one.
    const whole = configurationWith(text, text.length <= 200 ? text : 'name');
    const refusals = codesOf(whole);
    if (refusals.some((code) => !codesOfNames.includes(code))) return refusals.join(' ');
    const isNoName = refusals.length > 0;
    const configuration = isNoName ? configurationWith(text, 'name') : whole;
    const found = await Promise.all(statementsOf(configuration, text).map(shapeOf));
    if (found.join() !== shapes.join()) return 'another tree';
    return isNoName ? 'no name' : null;
  }

  async function judgeAll(texts: readonly string[]): Promise<{ faults: string[]; noNames: number }> {
    const verdicts: string[] = [];
    for (const text of texts) verdicts.push(`${(await judge(text)) ?? 'fine'}: ${text}`);
    const noNames = verdicts.filter((verdict) => verdict.startsWith('no name: ')).length;
    return { faults: verdicts.filter((verdict) => !/^(fine|no name): /.test(verdict)), noNames };
  }

  test('with texts that break out of quotes', async () => {
    expect(await judgeAll(ownHostileTexts)).toEqual({ faults: [], noNames: expect.any(Number) as number });
  });

  test.skipIf(dataSetsFolder === null)(
    `with naughty strings and hostile cells${dataSetsFolder === null ? `: ${withoutDataSets}` : ''}`,
    async () => {
      const texts = [...new Set(dataSetTexts)].filter((text) => text !== '' && text.length < 480);
      expect(texts.length).toBeGreaterThan(500);
      const { faults, noNames } = await judgeAll(texts);
      expect(faults).toEqual([]);
      // Blanks at the ends, control characters: a few, or the others would not be tested as names.
      expect(noNames).toBeLessThan(texts.length / 10);
    },
    120_000,
  );

  test('and every one of them comes out of the database as it went in', async () => {
    const texts = [...new Set([...ownHostileTexts, ...dataSetTexts])].filter((text) => text !== '');
    const columns = texts.map((text, index) => ({
      column_name: `${index}`,
      source_type: 'static' as const,
      source_value: text,
    }));
    const csv = compileOne({ files: [{ filter: [{ field: 'ItemId', in: ['I-1'] }] }], columns });
    expect((await read(csv.rowsSql))[0]).toEqual(texts);
  });
});

describe('a literal', () => {
  test.each(['', "it's", '\\', "\\'", 'a\nb', '$$', "E'", '\u{10ffff}'])(
    'of %j is that text',
    async (text) => {
      expect(await read(`select ${literal(text)}`)).toEqual([[text]]);
      expect(await read(`set standard_conforming_strings = off; `)).toBeDefined();
      expect(await read(`select ${literal(text)}`)).toEqual([[text]]);
      await administrator.query('reset standard_conforming_strings');
    },
  );

  test.each([NUL, `a${NUL}b`, '\ud800', 'x\udc00'])('of %j is refused', (text) => {
    expect(() => literal(text)).toThrow(expect.objectContaining({ code: 'unstorable-text' }));
  });
});
