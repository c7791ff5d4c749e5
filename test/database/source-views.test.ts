import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { athena } from '#catalog/business-units/athena.ts';
import { bak } from '#catalog/business-units/bak.ts';
import { feedViews, type FeedView } from '#catalog/feed-views.ts';
import { currentTarget, migrate } from '#database/migrate/migrate.ts';
import { openTestLoader } from '../support/loader.ts';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();
const loader = openTestLoader(database, athena);
const samples = join(import.meta.dirname, '..', '..', 'samples');
const live = JSON.parse(readFileSync(join(samples, 'expected.json'), 'utf8')).live.athena;

type Row = Record<string, unknown>;
async function rows(statement: string, values?: unknown[]): Promise<Row[]> {
  await database.administrator.query('set search_path to athena, pg_temp');
  return (await database.administrator.query<Row>(statement, values)).rows;
}

const lines = (...records: object[]) => records.map((each) => `${JSON.stringify(each)}\n`).join('');

test('a feed that never had a file is stale, for it should have one every day', async () => {
  const states = await rows('select feed, last_applied_at, is_stale, lag from netsuite_raw.sync_state');
  expect(states).toHaveLength(8);
  for (const state of states)
    expect(state).toMatchObject({ last_applied_at: null, is_stale: true, lag: null });
});

describe('the samples', () => {
  beforeAll(async () => {
    const keys = readFileSync(join(samples, 'order.txt'), 'utf8').trimEnd().split('\n');
    for (const key of keys.filter((each) => each.startsWith('athena/')))
      await loader.drop(key, readFileSync(join(samples, 'landing', key)));
  });

  test.each([
    ['airtable_raw.product', 'airtable_product'],
    ['airtable_raw.product_line', 'airtable_product_line'],
    ['airtable_raw.client', 'airtable_client'],
    ['airtable_raw.sku', 'airtable_sku'],
    ['airtable_raw.dev_group', 'airtable_dev_group'],
    ['asana_raw.project', 'asana_project'],
    ['asana_raw.task', 'asana_task'],
    ['ns.invoices', 'netsuite_invoices'],
  ])('are in %s', async (view, feed) => {
    expect(await rows(`select count(*)::int as count from ${view}`)).toEqual([{ count: live[feed] }]);
  });

  test('are typed', async () => {
    expect(
      await rows(`select name, client_ids, asana_gids, stage_1_brief_due::text, launch_date::text, created_time,
        source_file from airtable_raw.dev_group order by id limit 3`),
    ).toMatchObject([
      {
        name: 'Spring 2026',
        client_ids: ['recCli00000000001'],
        asana_gids: ['1209000000002000', '1209000000002100'],
        stage_1_brief_due: '2026-01-05',
        launch_date: '2026-06-05',
        created_time: new Date('2025-01-06T15:04:05.000Z'),
        source_file: 'athena/AIRTABLE/2026/03/dev_group_full_20260302060000.jsonl',
      },
      { launch_date: null },
      { launch_date: null },
    ]);
    expect(await rows(`select logo_url, active from airtable_raw.product_line order by id offset 2`)).toEqual(
      [
        { logo_url: 'https://files.example/logos/lighting.png', active: true },
        { logo_url: null, active: true },
        { logo_url: 'https://files.example/logos/textiles.png', active: false },
      ],
    );
    expect(await rows(`select project_gids from asana_raw.task order by gid limit 2`)).toEqual([
      { project_gids: [] },
      { project_gids: ['1209000000000100', '1209000000000101'] },
    ]);
  });

  test('have each kind of gap', async () => {
    const count = async (what: string) =>
      (await rows(`select count(*)::int as count from ${what}`))[0]!['count'];
    const unresolved = (list: string, table: string) =>
      `exists (select from unnest(${list}) as link where link not in (select id from airtable_raw.${table}))`;
    expect({
      withoutBrand: await count(`airtable_raw.product where client_ids = '{}'`),
      lostBrand: await count(`airtable_raw.product where ${unresolved('client_ids', 'client')}`),
      withoutLine: await count(`airtable_raw.product where product_line_ids = '{}'`),
      lostLine: await count(`airtable_raw.product where ${unresolved('product_line_ids', 'product_line')}`),
      withoutItem: await count(`airtable_raw.product where netsuite_item_id is null`),
      orphans: await count(`airtable_raw.sku where product_ids = '{}'`),
      lostProducts: await count(`airtable_raw.sku where ${unresolved('product_ids', 'product')}`),
      withoutLaunch: await count(`airtable_raw.dev_group where launch_date is null`),
      brandsWithoutRevenue: await count(`airtable_raw.client c where not exists (
        select from invoice_totals where lower(btrim(brand)) = lower(btrim(c.name)))`),
      foreign: await count(`ns.invoices where currency <> 'USD'`),
    }).toEqual({
      ...{ withoutBrand: 1, lostBrand: 1, withoutLine: 1, lostLine: 1, withoutItem: 1, orphans: 1 },
      ...{ lostProducts: 1, withoutLaunch: 2, brandsWithoutRevenue: 2, foreign: 1 },
    });
  });

  test('come to totals that are those of their lines, credit notes negative', async () => {
    const exact = `select sum(case when data ->> 'type' = 'CustCred' then -1 else 1 end * (data ->> 'amount')::numeric)
      as amount, count(*) as lines from netsuite_invoices`;
    expect(
      await rows('select sum(amount) as amount, sum(lines)::bigint as lines from invoice_totals'),
    ).toEqual(await rows(exact));
    expect(await rows('select count(distinct month)::int as months from invoice_totals')).toEqual([
      { months: 14 },
    ]);
    expect(
      (await rows('select count(*)::int as count from ns.invoices where amount < 0'))[0]!['count'],
    ).toBeGreaterThan(0);
  });

  test('are fresh, each source by its own files', async () => {
    await rows(
      `update landed_files set discovered_at = discovered_at - interval '25 hours' where feed = 'asana_task'`,
    );
    const states = await rows(
      'select source, feed, is_stale, expected_every from netsuite_raw.sync_state order by feed',
    );
    expect(states.filter(({ is_stale: isStale }) => isStale).map(({ feed }) => feed)).toEqual(['asana_task']);
    expect(new Set(states.map(({ source }) => source))).toEqual(new Set(['airtable', 'asana', 'netsuite']));
    expect(states[0]).toMatchObject({ expected_every: { days: 1 } });
  });
});

describe('values that are not what they should be', () => {
  test('are null, or no part of a list, and break nothing', async () => {
    const fields = {
      ...{
        Name: { nested: true },
        Client: 'recLone',
        'Product Line': [['recNested'], { a: 1 }, '', 'recGood', null, 7],
      },
      ...{ 'Asana GIDs': 17, 'Stage 1: Brief due': 'today', 'Stage 2: Concept due': '2026-02-30' },
      ...{ 'Stage 3: Sample due': 20_260_301, 'Stage 4: Approval due': ['2026-03-01', '2026-03-02'] },
      ...{ 'Stage 5: Production due': '2026-03-01T00:00:00.000Z', 'Launch date': '2028-02-29' },
    };
    const key = 'athena/AIRTABLE/2026/03/dev_group_20260303060000.jsonl';
    await loader.drop(key, lines({ id: 'odd', createdTime: 'yesterday', fields }, { id: 'bare' }));
    const dates =
      'stage_1_brief_due, stage_2_concept_due, stage_3_sample_due, stage_4_approval_due, stage_5_production_due';
    expect(
      await rows(`select id, name, created_time, client_ids, product_line_ids, asana_gids, launch_date::text, ${dates}
        from airtable_raw.dev_group where id in ('odd', 'bare') order by id desc`),
    ).toEqual([
      {
        ...{ id: 'odd', name: null, created_time: null, client_ids: ['recLone'], asana_gids: ['17'] },
        ...{ product_line_ids: ['recNested', 'recGood', '7'], launch_date: '2028-02-29' },
        ...{ stage_1_brief_due: null, stage_2_concept_due: null, stage_3_sample_due: null },
        ...{ stage_4_approval_due: null, stage_5_production_due: null },
      },
      {
        ...{ id: 'bare', name: null, created_time: null, client_ids: [], asana_gids: [] },
        ...{ product_line_ids: [], launch_date: null },
        ...{ stage_1_brief_due: null, stage_2_concept_due: null, stage_3_sample_due: null },
        ...{ stage_4_approval_due: null, stage_5_production_due: null },
      },
    ]);
  });
});

describe('the roles of the unit', () => {
  const views = feedViews.filter(({ feed }) => athena.feeds.some(({ name }) => name === feed));

  test.each(views.map((view) => [`${view.schema ?? 'athena'}.${view.name}`]))('read %s', async (view) => {
    for (const purpose of ['loader', 'exporter', 'api', 'reader', 'operator'] as const) {
      const { pool } = database.open(athena, purpose);
      await expect(pool.query(`select * from ${view} limit 1`)).resolves.toBeDefined();
      await expect(pool.query(`drop view ${view}`)).rejects.toThrow(/must be owner|read-only/);
    }
  });

  test('of other units do not', async () => {
    const { pool } = database.open(bak, 'reader');
    await expect(pool.query('select * from ns.invoices')).rejects.toThrow('permission denied');
  });

  test('read the mapping of names, and operators write it', async () => {
    const insert = `insert into athena.name_mapping values ('brand-revenue', 'Copperline', 'Copperline Trading')`;
    for (const purpose of ['loader', 'exporter', 'api', 'reader'] as const)
      await expect(database.open(athena, purpose).pool.query(insert)).rejects.toThrow(
        /permission denied|read-only/,
      );
    const { pool } = database.open(athena, 'operator');
    await pool.query(insert);
    await pool.query(`update athena.name_mapping set notes = 'as the ledger says'`);
    await expect(pool.query(insert)).rejects.toThrow('duplicate key');
    await pool.query(`delete from athena.name_mapping`);
  });
});

describe('a view of which the catalog says something else', () => {
  const changed = (change: (sql: string) => string): FeedView[] =>
    feedViews.map((view) => (view.name === 'invoices' ? { ...view, sql: change(view.sql) } : view));

  test.each([
    ['a column at its end', (sql: string) => sql.replace('source_file\n', 'source_file,\n  load_id\n')],
    ['a column between others', (sql: string) => sql.replace('  updated_at,', '  load_id,\n  updated_at,')],
    ['a column less', (sql: string) => sql.replace('  updated_at,\n', '')],
  ])('has %s after the next migration, with whatever reads it', async (_what, change) => {
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      await migrate(client, currentTarget([athena], changed(change)));
      const before = change(feedViews.find(({ name }) => name === 'invoices')!.sql);
      const [first] = await rows('select * from ns.invoices limit 1');
      expect(['load_id' in first!, 'updated_at' in first!]).toEqual([
        before.includes('load_id'),
        before.includes('updated_at'),
      ]);
      const { rows: totals } = await database
        .open(athena, 'api')
        .pool.query('select * from invoice_totals limit 1');
      expect(totals).toHaveLength(1);
      await migrate(client, currentTarget([athena], feedViews));
      expect(Object.keys((await rows('select * from ns.invoices limit 1'))[0]!)).not.toContain('load_id');
    } finally {
      await client.end();
    }
  });
});
