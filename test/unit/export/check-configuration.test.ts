import { describe, expect, test } from 'vitest';
import { rowSources } from '#catalog/row-sources.ts';
import { checkConfiguration } from '#core/export/check-configuration.ts';
import { madeConfiguration, type MadeRows } from '../../support/made-configuration.ts';

const attributes = new Set(['ItemId', 'ItemName', 'ProductId', 'ProductName']);

function problemsOf(rows: MadeRows, known: ReadonlySet<string> | null = attributes) {
  return checkConfiguration(madeConfiguration(rows), { rowSources, attributes: known });
}

/** Table, row and code of each problem. */
function codesOf(rows: MadeRows): string[] {
  return problemsOf(rows).map(({ table, row, code }) => `${table} ${row} ${code}`);
}

const fed = { column_name: 'Item#', source_value: 'ItemId', required: true };

test('a configuration that is right has no problems', () => {
  expect(
    codesOf({
      files: [
        {
          column_order: ['Name', 'Item#'],
          row_order: ['Item#'],
          key_columns: ['Item#'],
          reference_columns: ['Product# -> products.csv.Product#'],
          filter: [{ field: 'Attributes.ItemName', is: 'present' }],
        },
        { csv_name: 'products.csv', row_source: 'product' },
      ],
      columns: [
        fed,
        { column_name: 'Name', transformation: 'trim' },
        { column_name: 'Product#', source_value: 'FieldValues.ProductId' },
        {
          column_name: 'Both',
          source_type: 'computed',
          source_value: 'ItemId, ProductId',
          transformation: 'join("-")',
        },
        { column_name: 'Unit', source_type: 'static', source_value: 'EA', required: true },
        { column_name: 'Purpose', source_type: 'decorator', source_value: 'purpose' },
        { csv_name: 'products.csv', column_name: 'Product#', source_value: 'ProductId' },
      ],
      mappings: [
        { heiler_column: 'Name', inriver_field: 'ItemName' },
        { heiler_column: 'Name', inriver_entity: 'Product', inriver_field: 'ProductName' },
      ],
      decorators: [{}, { decorator_value: 'filterable' }],
    }),
  ).toEqual([]);
});

describe('a file', () => {
  test.each<[string, MadeRows['files'], string]>([
    ['with rows that there are none of', [{ row_source: 'sku' }], 'csv_file_config 1 unknown-row-source'],
    [
      'that is there twice',
      [{}, { csv_name: 'Items.csv', active: false }],
      'csv_file_config 2 duplicate-csv',
    ],
    ['that orders a column it has not', [{ column_order: ['x'] }], 'csv_file_config 1 unknown-column'],
    ['that orders its rows by such a column', [{ row_order: ['x'] }], 'csv_file_config 1 unknown-column'],
    ['whose key is such a column', [{ key_columns: ['x'] }], 'csv_file_config 1 unknown-column'],
    ['that lists a column twice', [{ row_order: ['Item#', 'Item#'] }], 'csv_file_config 1 listed-twice'],
    [
      'that filters by an unknown field',
      [{ filter: [{ field: 'Nobody', is: 'present' }] }],
      'csv_file_config 1 unknown-field',
    ],
    [
      'with a reference that cannot be read',
      [{ reference_columns: ['Item#'] }],
      'csv_file_config 1 bad-reference',
    ],
    [
      'that refers to a CSV that is not there',
      [{ reference_columns: ['Item# -> x.csv.Item#'] }],
      'csv_file_config 1 unknown-csv',
    ],
    [
      'that refers to a column that is not there',
      [{ reference_columns: ['Item# -> items.csv.x'] }],
      'csv_file_config 1 unknown-column',
    ],
    [
      'that refers from a column it has not',
      [{ reference_columns: ['x -> items.csv.Item#'] }],
      'csv_file_config 1 unknown-column',
    ],
  ])('%s', (_what, files, problem) => {
    expect(codesOf({ files: files!, columns: [fed] })).toEqual([problem]);
  });

  test('without a column', () => {
    expect(codesOf({})).toEqual(['csv_file_config 1 bad-column-count']);
  });

  test('that is switched off may be unfinished, with all that belongs to it', () => {
    expect(
      codesOf({
        files: [{ active: false, row_source: 'sku', row_order: ['x'] }],
        columns: [{ source_value: 'Nobody', transformation: '|' }],
        mappings: [{ heiler_column: 'nowhere', transformation_rule: '|' }],
      }),
    ).toEqual([]);
  });
});

describe('a column', () => {
  test.each<[string, NonNullable<MadeRows['columns']>[number], string]>([
    ['of a CSV that no file is of', { csv_name: 'x.csv' }, 'unknown-csv'],
    ['that is there twice', { column_name: 'Item#' }, 'duplicate-column'],
    ['with a field that nothing has', { source_value: 'Nobody' }, 'unknown-field'],
    [
      'with a transformation that there is none of',
      { source_value: 'ItemId', transformation: 'x' },
      'unknown-transformation',
    ],
    ['with an argument too few', { source_value: 'ItemId', transformation: 'truncate' }, 'wrong-arity'],
    ['with a wrong argument', { source_value: 'ItemId', transformation: 'truncate(x)' }, 'bad-argument'],
    [
      'with half a transformation',
      { source_value: 'ItemId', transformation: 'trim |' },
      'bad-transformation',
    ],
    ['that is required and fed by nothing', { required: true }, 'unfed-column'],
    ['that is required and an empty text', { required: true, source_type: 'static' }, 'unfed-column'],
    ['of a decorator that is not named', { source_type: 'decorator' }, 'missing-source'],
    ['that is computed of nothing', { source_type: 'computed', transformation: 'concat' }, 'missing-source'],
    [
      'that is computed of no fields',
      { source_type: 'computed', source_value: 'ItemId,', transformation: 'concat' },
      'bad-field-list',
    ],
    [
      'that is computed and not combined',
      { source_type: 'computed', source_value: 'ItemId', transformation: 'trim' },
      'not-combined',
    ],
    [
      'that is computed without a transformation',
      { source_type: 'computed', source_value: 'ItemId' },
      'not-combined',
    ],
    [
      'that is computed of an unknown field',
      { source_type: 'computed', source_value: 'Nobody', transformation: 'concat' },
      'unknown-field',
    ],
    [
      'whose template has a place too many',
      { source_type: 'computed', source_value: 'ItemId', transformation: 'template("{2}")' },
      'bad-argument',
    ],
    ['with a line break in its name', { column_name: 'a\nb', source_value: 'ItemId' }, 'bad-column-name'],
    ['with a name of spaces', { column_name: ' ', source_value: 'ItemId' }, 'bad-column-name'],
    [
      'with a character that cannot be stored',
      { source_value: 'ItemId', default_value: 'a\0b' },
      'unstorable-text',
    ],
    ['with half a surrogate pair', { source_value: 'ItemId', notes: '\ud800' }, 'unstorable-text'],
  ])('%s', (_what, column, code) => {
    expect(codesOf({ columns: [fed, column] })).toEqual([`csv_template_config 2 ${code}`]);
  });

  test('that is required may have a default in place of a field', () => {
    expect(codesOf({ columns: [{ required: true, default_value: 'x' }] })).toEqual([]);
    expect(codesOf({ columns: [{ required: true, transformation: 'default("x")' }] })).toEqual([]);
  });

  test('of rows without decorators cannot be a decorator', () => {
    const files = [{ row_source: 'attribute-set' }];
    expect(codesOf({ files, columns: [{ source_type: 'decorator', source_value: 'x' }] })).toEqual([
      'csv_template_config 1 no-decorators',
    ]);
  });
});

describe('a mapping', () => {
  const columns = [fed, { column_name: 'Name' }];
  test.each<[string, NonNullable<MadeRows['mappings']>[number], string]>([
    ['into a CSV that no file is of', { heiler_csv: 'x.csv' }, 'unknown-csv'],
    ['into a column that is not there', { heiler_column: 'x' }, 'unknown-column'],
    ['of a field that nothing has', { heiler_column: 'Name', inriver_field: 'Nobody' }, 'unknown-field'],
    [
      'of an entity that there is none of',
      { heiler_column: 'Name', inriver_entity: 'Sku' },
      'unknown-entity',
    ],
    [
      'with a transformation that there is none of',
      { heiler_column: 'Name', transformation_rule: 'x' },
      'unknown-transformation',
    ],
    [
      'into a column that has another field',
      { heiler_column: 'Item#', inriver_field: 'ItemName' },
      'contradiction',
    ],
  ])('%s', (_what, mapping, code) => {
    expect(codesOf({ columns, mappings: [mapping] })).toEqual([`field_mapping 1 ${code}`]);
  });

  test('into a column of another type contradicts it', () => {
    const fixed = { column_name: 'Unit', source_type: 'static' as const, source_value: 'EA' };
    expect(codesOf({ columns: [fixed], mappings: [{ heiler_column: 'Unit' }] })).toEqual([
      'field_mapping 1 contradiction',
    ]);
  });

  test('of the field that the column names, however it is written, contradicts nothing', () => {
    const mappings = [{ heiler_column: 'Item#', inriver_field: 'FieldValues.ItemId' }];
    expect(codesOf({ columns, mappings })).toEqual([]);
  });

  test('that says what another says is one too many', () => {
    const mapping = { heiler_column: 'Name', inriver_field: 'ItemName' };
    expect(codesOf({ columns, mappings: [mapping, mapping] })).toEqual(['field_mapping 2 duplicate-mapping']);
  });

  test('that is switched off is not looked at', () => {
    expect(
      codesOf({ columns, mappings: [{ active: false, inriver_field: 'Nobody', heiler_column: 'x' }] }),
    ).toEqual([]);
  });
});

test('a decorator hangs on one of four things, and once', () => {
  const decorators = [{ entity_type: 'sku' }, {}, {}];
  expect(codesOf({ columns: [fed], decorators })).toEqual([
    'decorator_data 1 unknown-entity',
    'decorator_data 3 duplicate-decorator',
  ]);
});

test('where nothing is known of attributes, any may be meant; rows without attributes still have none', () => {
  expect(problemsOf({ columns: [{ source_value: 'Anything' }] }, null)).toEqual([]);
  expect(
    problemsOf(
      { files: [{ row_source: 'attribute' }], columns: [{ source_value: 'Attributes.DataType' }] },
      null,
    ),
  ).toEqual([expect.objectContaining({ code: 'unknown-field' })]);
});
