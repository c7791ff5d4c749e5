import { describe, expect, test } from 'vitest';
import { rowSources } from '#catalog/row-sources.ts';
import { businessUnits } from '#catalog/catalog.ts';
import type { RowSource } from '#core/export/row-source.ts';
import { resolvePlans } from '#core/export/resolve-plans.ts';
import { compileCsv } from '#database/export/compile/compile-csv.ts';
import { madeCatalogue } from '../support/made-catalogue.ts';
import { madeConfiguration } from '../support/made-configuration.ts';
import { cloneDatabase } from '../support/test-database.ts';

const { administrator } = await cloneDatabase();
await administrator.query('set search_path to inriver_bak, pg_temp');
for (const [statement, values] of madeCatalogue) await administrator.query(statement, values);

/** The statement of a CSV with every field of the row source, an attribute where it has some, and a decorator. */
function compileAll(rowSource: RowSource): { header: readonly string[]; sql: string } {
  const more = [
    ...(rowSource.attributes.length > 0 ? ['ItemId', 'ProductName', 'ResourceUrl', 'ChannelNodeName'] : []),
  ];
  const fields = [...Object.keys(rowSource.fields), ...more].map((field) => ({
    column_name: field,
    source_value: field,
  }));
  const decorated = ['group', 'purpose'].map((type) => ({
    column_name: `decorator ${type}`,
    source_type: 'decorator' as const,
    source_value: type,
  }));
  const columns = [...fields, ...(rowSource.entities.length > 0 ? decorated : [])];
  const configuration = madeConfiguration({ files: [{ row_source: rowSource.name }], columns });
  const { header, rowsSql } = compileCsv(resolvePlans(configuration, rowSources)[0]!);
  return { header, sql: rowsSql };
}

/** pg_type's oid of text. */
const textType = 25;

async function read(sql: string): Promise<(string | null)[][]> {
  const { rows } = await administrator.query<(string | null)[]>({ text: sql, rowMode: 'array' });
  return rows;
}

describe.each(rowSources.map((each) => [each.name, each] as const))('the rows "%s"', (name, rowSource) => {
  test('are these of a small catalogue, whatever else is in it', async () => {
    const { header, sql } = compileAll(rowSource);
    const lines = [header, ...(await read(sql))].map((cells) => cells.map((cell) => cell ?? '∅').join(' ¦ '));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../fixtures/row-sources/${name}.txt`);
  });

  test('come in one order only, texts by code point', async () => {
    const columns = rowSource.order.join(', ');
    const { rows } = await administrator.query<{ rows: number; places: number }>(
      `select count(*)::int as rows, count(distinct (${columns}))::int as places from (${rowSource.sql}) as s`,
    );
    expect(rows[0]!.places).toBe(rows[0]!.rows);
    expect(rows[0]!.rows).toBeGreaterThan(0);
    const { fields } = await administrator.query(`select ${columns} from (${rowSource.sql}) as s limit 0`);
    const texts = fields.filter((field) => field.dataTypeID === textType).map(({ name: column }) => column);
    for (const column of texts) {
      const { rows: found } = await administrator.query<{ collation: string }>(
        `select pg_collation_for(${column}) as collation from (${rowSource.sql}) as s limit 1`,
      );
      expect([column, found[0]!.collation]).toEqual([column, '"C"']);
    }
  });

  test('have the columns that are said of them, and none that a compiled statement could mean', async () => {
    const { fields } = await administrator.query(`select * from (${rowSource.sql}) as s limit 0`);
    const there = fields.map((field) => field.name);
    const told = [
      ...Object.values(rowSource.fields).flatMap(({ column, labels }) =>
        labels ? [column, labels] : [column],
      ),
      ...rowSource.attributes,
      ...rowSource.entities.map(({ column }) => column),
      ...rowSource.order,
    ];
    expect(there).toEqual(expect.arrayContaining(told));
    expect(there.filter((column) => /^[cdo]\d+$/.test(column))).toEqual([]);
  });

  test('are made of tables that an export of the past puts others in place of', async () => {
    const sql = compileAll(rowSource).sql.replaceAll(/^ *--.*$/gm, '');
    const tables = [...sql.matchAll(/\b(?:from|join) ([a-z_]+)\b(?!\()/g)].map(([, table]) => table!);
    const known = ['products', 'channel_nodes', 'attribute_file', 'decorator_data', 'jsonb_array_elements'];
    expect(tables.filter((table) => !['lateral', ...known].includes(table))).toEqual([]);
    expect(tables).toEqual(expect.arrayContaining(rowSource.feeds.slice(0, 1)));
    expect(sql).not.toMatch(/inriver_|records\b/);
  });

  test('need feeds that some unit has', () => {
    const feeds = businessUnits.flatMap((unit) => unit.feeds.map((feed) => feed.name));
    expect(feeds).toEqual(expect.arrayContaining([...rowSource.feeds]));
  });
});

test('an export of the past sees the past: temporary tables of the same names stand before the unit’s own', async () => {
  await administrator.query('begin; set local search_path to pg_temp, inriver_bak');
  try {
    for (const table of ['products', 'channel_nodes', 'attribute_file']) {
      await administrator.query(`create temp table ${table} (data jsonb, deleted boolean)`);
    }
    await administrator.query(
      `create temp table decorator_data (id bigint, entity_type text, entity_id text, decorator_type text,
         decorator_value text, source text)`,
    );
    for (const rowSource of rowSources) expect(await read(compileAll(rowSource).sql)).toEqual([]);
  } finally {
    await administrator.query('rollback');
  }
});
