import { expect, test, describe } from 'vitest';
import { rowSources } from '#catalog/row-sources.ts';
import type { ExportConfiguration } from '#core/export/configuration.ts';
import { configurationLists, withoutId, type ConfigurationRows } from '#core/export/configuration-rows.ts';
import { canonicalJson, hashConfiguration } from '#core/export/hash-configuration.ts';
import type { ConfigImportResponse } from '#core/operate/configuration-responses.ts';
import { standardAttributes } from '#core/export/standard-attributes.ts';
import { keepConfiguration } from '#database/export/keep-configuration.ts';
import { readConfiguration } from '#database/export/read-configuration.ts';
import { readKeptConfiguration } from '#database/export/read-kept-configuration.ts';
import { readKnownAttributes } from '#database/export/read-known-attributes.ts';
import { inTransaction } from '#database/transaction.ts';
import { defaultConfigurationFolder, readConfigurationFolder } from '../../cli/files/configuration-folder.ts';
import { aConfiguration, column, csv, decorator, mapping } from '../support/export-rows.ts';
import { openOperator, type Operator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, productKey, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();

type Desk = UnitBench & {
  operator: Operator;
  /** Runs a statement as a person does who signed in as the operator. */
  byHand(statement: string): Promise<void>;
  read(): Promise<ExportConfiguration>;
};

async function openDesk(): Promise<Desk> {
  const bench = await makeUnit(database);
  const opened = database.open(bench.unit, 'operator');
  return {
    ...bench,
    operator: openOperator(database, bench),
    byHand: (statement) =>
      inTransaction(opened, 'psql', async (transaction) => void (await transaction.query(statement))),
    read: () => inTransaction(opened, 'test', readConfiguration),
  };
}

/** A configuration as somebody writes it who knows of no ids. */
function rowsOf(configuration: ExportConfiguration): ConfigurationRows {
  return Object.fromEntries(configurationLists.map((list) => [list, configuration[list].map(withoutId)]));
}

/** Imports what was looked at. */
async function bringIn({ operator }: Desk, rows: ConfigurationRows): Promise<ConfigImportResponse> {
  const { shown } = await operator.importConfiguration(rows);
  return operator.importConfiguration(rows, shown);
}

/** What a difference says, a line for each row. */
function told({ tables }: ConfigImportResponse): string[] {
  return tables.flatMap(({ table, rows }) =>
    rows.map(
      ({ kind, row, name, cells }) =>
        `${table} ${kind} ${row ?? '-'} ${name.join(' ')}` +
        cells.map(({ column: cell, before, after }) => ` ${cell}:${before}→${after}`).join(''),
    ),
  );
}

describe('rows that an operator writes by hand', async () => {
  const refusing = await openDesk();

  test('are a configuration', async () => {
    const desk = await openDesk();
    await desk.byHand(`
      insert into csv_file_config (csv_name, row_source) values ('items.csv', 'item');
      insert into csv_template_config (csv_name, column_name, source_type, source_value, required, notes)
      values ('items.csv', 'Item#', 'inriver_field', 'ProductId', true, 'Primary key');
      insert into field_mapping (inriver_entity, inriver_field, heiler_csv, heiler_column, active, notes)
      values ('Product', 'ProductId', 'items.csv', 'Item#', true, 'Direct mapping');
      insert into decorator_data (entity_type, entity_id, decorator_type, decorator_value, source)
      values ('attribute', 'ATTR_001', 'purpose', 'searchable', 'manual')`);
    expect(await desk.read()).toEqual({
      files: [csv(1)],
      columns: [column(1, { source_value: 'ProductId', required: true, notes: 'Primary key' })],
      mappings: [mapping(1, { notes: 'Direct mapping' })],
      decorators: [decorator(1, { entity_id: 'ATTR_001', source: 'manual' })],
    });
  });

  test.each([
    [
      'a CSV that is called otherwise',
      `insert into csv_file_config (csv_name, row_source) values ('a b.csv', 'item')`,
    ],
    ['a path', `insert into csv_file_config (csv_name, row_source) values ('../items.csv', 'item')`],
    ['a name that is empty', `insert into csv_file_config (csv_name, row_source) values ('a.csv', '')`],
    [
      'a name too long',
      `insert into csv_file_config (csv_name, row_source) values ('a.csv', repeat('x', 501))`,
    ],
    [
      'no name among names',
      `insert into csv_file_config (csv_name, row_source, row_order) values ('a.csv', 'item', '{a,null}')`,
    ],
    [
      'names in names',
      `insert into csv_file_config (csv_name, row_source, row_order) values ('a.csv', 'item', '{{a,b},{c,d}}')`,
    ],
    [
      'a filter that is no list',
      `insert into csv_file_config (csv_name, row_source, filter) values ('a.csv', 'item', '{}')`,
    ],
    [
      'a filter that is null',
      `insert into csv_file_config (csv_name, row_source, filter) values ('a.csv', 'item', 'null')`,
    ],
    [
      'a condition without a field',
      `insert into csv_file_config (csv_name, row_source, filter) values ('a.csv', 'item', '[{"is":"present"}]')`,
    ],
    [
      'a condition of another kind',
      `insert into csv_file_config (csv_name, row_source, filter) values ('a.csv', 'item', '[{"field":"a","like":"b"}]')`,
    ],
    [
      'a condition too many',
      `insert into csv_file_config (csv_name, row_source, filter) values ('a.csv', 'item', '[{"field":"a","is":"present","in":["b"]}]')`,
    ],
    [
      'a number among texts',
      `insert into csv_file_config (csv_name, row_source, filter) values ('a.csv', 'item', '[{"field":"a","in":[1]}]')`,
    ],
    [
      'no text to compare with',
      `insert into csv_file_config (csv_name, row_source, filter) values ('a.csv', 'item', '[{"field":"a","in":[]}]')`,
    ],
    [
      'a band below nothing',
      `insert into csv_file_config (csv_name, row_source, row_band) values ('a.csv', 'item', -1)`,
    ],
    [
      'a band that is no number',
      `insert into csv_file_config (csv_name, row_source, row_band) values ('a.csv', 'item', 'NaN')`,
    ],
    [
      'a null text with a comma',
      `insert into csv_file_config (csv_name, row_source, null_text) values ('a.csv', 'item', 'a,b')`,
    ],
    [
      'a source of another kind',
      `insert into csv_template_config (csv_name, column_name, source_type) values ('a.csv', 'A', 'guess')`,
    ],
    [
      'an id below one',
      `insert into decorator_data (id, entity_type, entity_id, decorator_type, decorator_value) values (0, 'a', 'b', 'c', 'd')`,
    ],
  ])('are refused for %s', async (_what, statement) => {
    await expect(refusing.byHand(statement)).rejects.toThrow(/violates check constraint/);
  });

  test('may have what is allowed at its limits', async () => {
    const desk = await openDesk();
    const filter = [
      { field: 'ItemId', is: 'missing' },
      { field: 'Value', in: ['', 'x'.repeat(10_000)] },
      { field: 'a', not_in: Array.from({ length: 1000 }, String) },
    ];
    await desk.byHand(
      `insert into csv_file_config (csv_name, row_source, filter, row_band, column_order)
       values ('a.csv', repeat('x', 500), '${JSON.stringify(filter)}', null, '{"a,b","c|d"}')`,
    );
    expect((await desk.read()).files).toMatchObject([
      { filter, row_band: null, column_order: ['a,b', 'c|d'] },
    ]);
  });

  test('from before there were rules are named by the check, and stop an import', async () => {
    const desk = await openDesk();
    await desk.rows('alter table field_mapping drop constraint field_mapping_heiler_csv');
    await desk.byHand(`insert into field_mapping (inriver_entity, inriver_field, heiler_csv, heiler_column)
      values ('Product', 'ProductId', 'my items.csv', 'Item#')`);
    const { problems } = await desk.operator.checkConfiguration();
    expect(problems).toContainEqual({
      table: 'field_mapping',
      row: 1,
      code: 'bad-row',
      message: expect.stringContaining('heiler_csv') as string,
    });
    await expect(desk.read()).rejects.toMatchObject({ code: 'bad-row' });
    await expect(desk.operator.importConfiguration({ files: [] })).rejects.toMatchObject({ code: 'bad-row' });
  });
});

describe('every change is an event', () => {
  test('that names the table, the operation, the rows and who; statement by statement', async () => {
    const desk = await openDesk();
    await desk.byHand(`
      insert into decorator_data (entity_type, entity_id, decorator_type, decorator_value)
      select 'item', number::text, 'role', 'x' from generate_series(1, 3) as number;
      update decorator_data set decorator_value = 'y' where entity_id <> '1';
      update decorator_data set decorator_value = 'z' where false;
      delete from decorator_data where entity_id = '1'`);
    const written = await desk.rows(`select metadata from file_processing_events order by id`);
    const by = `millrace_${desk.unit.name}_operator`;
    expect(written.map(({ metadata }) => metadata)).toEqual([
      { table: 'decorator_data', operation: 'insert', rows: 3, by },
      { table: 'decorator_data', operation: 'update', rows: 2, by },
      { table: 'decorator_data', operation: 'delete', rows: 1, by },
    ]);
  });

  test.each(['field_mapping', 'decorator_data', 'csv_template_config', 'csv_file_config'])(
    'when its owner empties %s, too',
    async (table) => {
      const desk = await openDesk();
      await desk.rows(`truncate ${table}`);
      expect((await desk.lastEvent('configuration_changed'))['metadata']).toMatchObject({
        table,
        operation: 'truncate',
        rows: null,
      });
    },
  );
});

describe('an import', () => {
  test('shows what it would change, writes nothing, and then changes exactly that', async () => {
    const desk = await openDesk();
    const rows = rowsOf(aConfiguration());
    const planned = await desk.operator.importConfiguration(rows);
    expect(planned).toMatchObject({ event: null });
    expect(await desk.read()).toEqual({ files: [], columns: [], mappings: [], decorators: [] });
    const done = await desk.operator.importConfiguration(rows, planned.shown);
    expect(told(done)).toEqual(told(planned));
    expect(told(done)).toEqual([
      expect.stringMatching(/^csv_file_config added - items.csv row_source:null→item /),
      'csv_template_config added - items.csv Item# source_type:null→inriver_field required:null→false',
      'field_mapping added - Product ProductId items.csv Item# active:null→true',
      'decorator_data added - attribute ProductBrand purpose searchable',
    ]);
    expect(await desk.read()).toEqual(aConfiguration());
  });

  test('of what is there would change nothing', async () => {
    const desk = await openDesk();
    await bringIn(desk, rowsOf(aConfiguration()));
    const { configuration } = await desk.operator.exportConfiguration();
    expect(told(await desk.operator.importConfiguration(rowsOf(configuration)))).toEqual([]);
  });

  test('changes, removes and adds, and a row that stays keeps its id', async () => {
    const desk = await openDesk();
    await bringIn(desk, rowsOf(aConfiguration({ columns: [column(1), column(2, { column_name: 'Name' })] })));
    const changed = aConfiguration({
      columns: [column(1, { required: true, notes: '' }), column(3, { column_name: 'Brand' })],
      decorators: [],
    });
    expect(told(await bringIn(desk, rowsOf(changed)))).toEqual([
      'csv_template_config changed 1 items.csv Item# required:false→true notes:null→',
      'csv_template_config added - items.csv Brand source_type:null→inriver_field required:null→false',
      'csv_template_config removed 2 items.csv Name source_type:inriver_field→null required:false→null',
      'decorator_data removed 1 attribute ProductBrand purpose searchable',
    ]);
    expect(await desk.read()).toEqual(changed);
  });

  test('gives ids in the order of the rows, where order means something: what is behind a new one moves', async () => {
    const desk = await openDesk();
    const names = (...all: string[]): ConfigurationRows => ({
      columns: all.map((name) => withoutId(column(1, { column_name: name }))),
    });
    await bringIn(desk, names('A', 'B', 'C'));
    expect(told(await bringIn(desk, names('A', 'New', 'B', 'C')))).toEqual([
      'csv_template_config added - items.csv New source_type:null→inriver_field required:null→false',
      'csv_template_config moved 2 items.csv B',
      'csv_template_config moved 3 items.csv C',
    ]);
    expect((await desk.read()).columns.map(({ id, column_name: name }) => `${id} ${name}`)).toEqual([
      '1 A',
      '4 New',
      '5 B',
      '6 C',
    ]);
    await bringIn(desk, names('C', 'B', 'A', 'New'));
    expect((await desk.read()).columns.map((row) => row.column_name)).toEqual(['C', 'B', 'A', 'New']);
    expect(told(await bringIn(desk, names('C', 'B', 'A', 'New')))).toEqual([]);
  });

  test('takes two rows with the same names for two: the first goes with the first', async () => {
    const desk = await openDesk();
    const rules = (...all: string[]): ConfigurationRows => ({
      mappings: all.map((rule) => withoutId(mapping(1, { transformation_rule: rule }))),
    });
    await bringIn(desk, rules('locale("es")', 'locale("en")'));
    expect(told(await desk.operator.importConfiguration(rules('locale("es")', 'upper')))).toEqual([
      'field_mapping changed 2 Product ProductId items.csv Item# transformation_rule:locale("en")→upper',
    ]);
    expect(told(await desk.operator.importConfiguration(rules('locale("es")')))).toEqual([
      'field_mapping removed 2 Product ProductId items.csv Item# transformation_rule:locale("en")→null active:true→null',
    ]);
  });

  test('leaves a table alone whose rows are not there', async () => {
    const desk = await openDesk();
    await bringIn(desk, rowsOf(aConfiguration()));
    await bringIn(desk, { files: [withoutId(csv(1, { active: false }))] });
    expect(await desk.read()).toEqual(aConfiguration({ files: [csv(1, { active: false })] }));
  });

  test('does nothing when somebody changed the configuration since it was shown', async () => {
    const desk = await openDesk();
    const { shown } = await desk.operator.importConfiguration(rowsOf(aConfiguration()));
    await desk.byHand(`insert into csv_file_config (csv_name, row_source) values ('mine.csv', 'item')`);
    await expect(desk.operator.importConfiguration(rowsOf(aConfiguration()), shown)).rejects.toMatchObject({
      code: 'configuration-changed',
    });
    expect((await desk.read()).files.map((row) => row.csv_name)).toEqual(['mine.csv']);
  });

  test('is done by one of two at once', async () => {
    const desk = await openDesk();
    const both = ['A', 'B'].map((name) =>
      rowsOf(aConfiguration({ columns: [column(1, { column_name: name })] })),
    );
    const { shown } = await desk.operator.importConfiguration(both[0]!);
    const ended = await Promise.allSettled(
      both.map((rows) => desk.operator.importConfiguration(rows, shown)),
    );
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const winner = both[ended.findIndex(({ status }) => status === 'fulfilled')]!;
    expect(rowsOf(await desk.read())).toEqual(winner);
  });

  test('that is refused in the middle leaves everything as it was', async () => {
    const desk = await openDesk();
    await bringIn(desk, rowsOf(aConfiguration()));
    await desk.rows(`alter table decorator_data add constraint stop check (decorator_value <> 'stop')`);
    const rows = rowsOf(
      aConfiguration({ files: [], decorators: [decorator(1, { decorator_value: 'stop' })] }),
    );
    await expect(bringIn(desk, rows)).rejects.toThrow(/stop/);
    expect(await desk.read()).toEqual(aConfiguration());
  });

  test('says who did it, and what it came to', async () => {
    const desk = await openDesk();
    const { shown, event } = await bringIn(desk, rowsOf(aConfiguration()));
    const { id, metadata } = await desk.lastEvent('configuration_imported');
    expect(event).toBe(String(id));
    expect(metadata).toMatchObject({
      by: 'ann',
      replaces: shown,
      csv_template_config: { added: 1, removed: 0, changed: 0, moved: 0 },
    });
  });

  test('goes on after ids that somebody gave by hand', async () => {
    const desk = await openDesk();
    await desk.byHand(`insert into csv_template_config (id, csv_name, column_name, source_type)
      values (7, 'items.csv', 'A', 'static')`);
    const rows = ['A', 'B', 'C'].map((name) =>
      withoutId(column(1, { column_name: name, source_type: 'static' })),
    );
    await bringIn(desk, { columns: rows });
    expect((await desk.read()).columns.map(({ id }) => id)).toEqual([7, 8, 9]);
    await desk.byHand(`insert into csv_template_config (csv_name, column_name, source_type)
      values ('items.csv', 'D', 'static')`);
    expect((await desk.read()).columns.at(-1)).toMatchObject({ id: 10, column_name: 'D' });
  });

  test.each([
    ['a CSV', { files: [withoutId(csv(1)), withoutId(csv(2))] }],
    ['a column', { columns: [withoutId(column(1)), withoutId(column(2))] }],
  ])('is refused when %s is there twice', async (_what, rows: ConfigurationRows) => {
    const desk = await openDesk();
    await expect(desk.operator.importConfiguration(rows)).rejects.toMatchObject({ code: 'repeated-row' });
  });

  test('says beforehand what an export would have against it', async () => {
    const desk = await openDesk();
    await bringIn(desk, { columns: [withoutId(column(1))] });
    const rows = { columns: [1, 2].map((id) => withoutId(column(id, { column_name: `C${id}` }))) };
    const planned = await desk.operator.importConfiguration(rows);
    expect(planned.problems.length).toBeGreaterThan(0);
    expect(planned.problems.map(({ row }) => row)).not.toContainEqual(expect.any(Number));
    const done = await desk.operator.importConfiguration(rows, planned.shown);
    expect(done.problems.map(({ code }) => code)).toEqual(planned.problems.map(({ code }) => code));
  });

  test('too large for an answer is exported by SQL', async () => {
    const desk = await openDesk();
    await desk.byHand(`insert into decorator_data (entity_type, entity_id, decorator_type, decorator_value)
      select 'item', number::text, 'note', repeat('x', 9000) from generate_series(1, 600) as number`);
    await expect(desk.operator.exportConfiguration()).rejects.toMatchObject({
      code: 'configuration-too-large',
    });
  });
});

describe('a kept configuration', () => {
  test('is found under its hash, as it was', async () => {
    const desk = await openDesk();
    const exporter = database.open(desk.unit, 'exporter');
    const files = [csv(1, { row_band: 0.1, filter: [{ field: 'a', in: ['', '\u{1F600}', '"'] }] })];
    const configuration = aConfiguration({ files });
    const keep = (): Promise<string> =>
      inTransaction(exporter, 'test', (transaction) => keepConfiguration(transaction, configuration));
    const hash = await keep();
    expect(await keep()).toBe(hash);
    expect(hash).toBe(hashConfiguration(configuration));
    const read = (wanted: string): Promise<ExportConfiguration | null> =>
      inTransaction(exporter, 'test', (transaction) => readKeptConfiguration(transaction, wanted));
    const kept = await read(hash);
    expect(canonicalJson(kept)).toBe(canonicalJson(configuration));
    expect(hashConfiguration(kept!)).toBe(hash);
    expect(await read('0'.repeat(64))).toBeNull();
  });

  test('has another hash than one with another row, or another id', () => {
    const hashes = [
      aConfiguration(),
      aConfiguration({ decorators: [] }),
      aConfiguration({ files: [csv(2)] }),
      aConfiguration({ mappings: [mapping(1, { notes: '' })] }),
    ].map(hashConfiguration);
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('known attributes', () => {
  const attributesOf = (
    { unit }: Desk,
    configuration?: ExportConfiguration,
  ): Promise<ReadonlySet<string> | null> =>
    inTransaction(database.open(unit, 'exporter'), 'test', (transaction) =>
      readKnownAttributes(transaction, configuration),
    );

  test('are those that the attribute file declares and those that live records have', async () => {
    const desk = await openDesk();
    const resource = (name: string): unknown => ({ EntityId: 9, Attributes: { [name]: 1 } });
    await desk.loader.drop(
      productKey(desk, '0801'),
      jsonl(
        {
          EntityId: 1,
          Attributes: { OfProduct: 1 },
          Items: [{ EntityId: 2, Attributes: { OfItem: 1 }, Resources: [resource('OfItemResource')] }],
          Resources: [resource('OfResource')],
        },
        { EntityId: 3, Attributes: { OfDeleted: 1 } },
        { EntityId: 4, Attributes: 'none', Items: 'none', Resources: [1, { Attributes: [] }] },
      ),
    );
    await desk.loader.drop(productKey(desk, '0802'), jsonl({ EntityId: 3, Deleted: true }));
    await desk.loader.drop(
      `${desk.unit.name}/CHANNEL/ChannelNode_629006_20260303080600.jsonl`,
      jsonl({ EntityId: 5, Attributes: { OfNode: 1 } }),
    );
    const declared = [{ EntityTypeId: 'Product', Attributes: [{ AttributeId: 'Declared' }] }];
    await desk.loader.drop('SHARED/AttributeFile.json', JSON.stringify(declared));
    const standard: ReadonlySet<string> = new Set(standardAttributes);
    expect([...(await attributesOf(desk))!].filter((name) => !standard.has(name)).toSorted()).toEqual([
      'Declared',
      'OfItem',
      'OfItemResource',
      'OfNode',
      'OfProduct',
      'OfResource',
    ]);
  });

  test('that something live has are read only for a configuration that names more than what is declared', async () => {
    const desk = await openDesk();
    await desk.loader.drop(productKey(desk, '0801'), jsonl({ EntityId: 1, Attributes: { OfProduct: 1 } }));
    const declared = [{ EntityTypeId: 'Product', Attributes: [{ AttributeId: 'Declared' }] }];
    await desk.loader.drop('SHARED/AttributeFile.json', JSON.stringify(declared));
    const naming = (field: string): ExportConfiguration =>
      aConfiguration({ mappings: [mapping(1, { inriver_field: field })] });
    expect([...(await attributesOf(desk, naming('FieldValues.Declared')))!]).not.toContain('OfProduct');
    for (const field of ['OfProduct', 'Attributes.OfProduct', 'Nothing']) {
      expect([...(await attributesOf(desk, naming(field)))!]).toContain('OfProduct');
    }
    const rows = {
      columns: [withoutId(column(1, { source_value: 'OfProduct' }))],
      files: [withoutId(csv(1))],
    };
    expect(await bringIn(desk, rows)).toMatchObject({ problems: [] });
    const wrong = { ...rows, columns: [withoutId(column(1, { source_value: 'OfProducts' }))] };
    expect(await desk.operator.importConfiguration(wrong)).toMatchObject({
      problems: [{ row: 1, code: 'unknown-field' }],
    });
  });

  test('are not known before anything is loaded: then any passes', async () => {
    const desk = await openDesk();
    expect(await attributesOf(desk)).toBeNull();
    expect(await desk.operator.checkConfiguration()).toMatchObject({ attributesKnown: false, problems: [] });
  });
});

describe('the configuration that comes with Millrace', async () => {
  const sheets = await readConfigurationFolder(defaultConfigurationFolder(process.cwd()));

  test.each([
    ['nothing', []],
    [
      'something that has none of its attributes',
      [['ecommerce', jsonl({ EntityId: 1, Attributes: { Other: 1 }, Items: [{ EntityId: 2 }] })]],
    ],
  ] as const)('can be exported from a unit that holds %s', async (_what, [file]) => {
    const desk = await openDesk();
    if (file) await desk.loader.drop(productKey(desk, '0801'), file[1]);
    const { problems } = await bringIn(desk, sheets);
    expect(problems).toEqual([]);
    expect(await desk.operator.checkConfiguration()).toMatchObject({ rows: { files: 17 }, problems: [] });
    expect(told(await desk.operator.importConfiguration(sheets))).toEqual([]);
  });

  test('leaves decorators alone', async () => {
    const desk = await openDesk();
    await bringIn(desk, rowsOf(aConfiguration()));
    await bringIn(desk, sheets);
    expect((await desk.read()).decorators).toEqual([decorator(1)]);
  });

  test('names what is its own to name: the fields of row sources, and attributes of the standard model', () => {
    const columns = sheets.columns!.filter(({ source_type: type }) => type === 'inriver_field');
    const own = new Set(rowSources.flatMap(({ fields }) => Object.keys(fields)));
    const named = [
      ...columns.map((row) => row.source_value).filter((field) => field !== null),
      ...sheets.mappings!.map((row) => row.inriver_field.replace(/^FieldValues\./, '')),
    ];
    expect(named.filter((field) => !own.has(field) && !standardAttributes.includes(field))).toEqual([]);
    expect(standardAttributes.filter((attribute) => !named.includes(attribute))).toEqual([]);
  });
});
