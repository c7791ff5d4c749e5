import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { endpoints } from '#catalog/endpoints.ts';
import { openPipelineBench } from '../support/api/pipeline-bench.ts';

const bench = await openPipelineBench();
const { get, hold, rows } = bench;

const year = Number(
  (await rows(`select date_part('year', now() at time zone 'America/New_York') as year`))[0]!['year'],
);

await hold({
  'airtable_raw.client': [
    { id: 'c1', name: 'Alder' },
    { id: 'c2', name: ' birch ' },
    { id: 'c3', name: 'Cedar' },
    { id: 'c4', name: 'Dogwood' },
  ],
  'airtable_raw.product_line': [
    { id: 'l1', name: 'Garden', logo_url: 'https://logos.example/garden.png', client_ids: ['c1'] },
    { id: 'l2', name: 'attic', client_ids: ['c2'] },
  ],
  'airtable_raw.product': [
    {
      id: 'p1',
      name: 'Spade',
      status: 'Active',
      client_ids: ['c1'],
      product_line_ids: ['l1'],
      sku_ids: ['s1', 's2', 's1'],
      netsuite_item_id: '77',
    },
    {
      id: 'p2',
      name: 'rake',
      status: 'active',
      client_ids: ['gone'],
      product_line_ids: ['l1', 'gone'],
      sku_ids: ['s1', 'gone'],
      netsuite_item_id: '78',
    },
    { id: 'p3', name: 'Trowel', status: 'Draft' },
    { id: 'p4', name: null, client_ids: ['gone', 'c2'], product_line_ids: ['l2'], netsuite_item_id: '79' },
  ],
  'airtable_raw.sku': [
    {
      id: 's1',
      sku_name: 'SP-1',
      size_name: 'Large',
      product_ids: ['p1'],
      regions: ['US', 'EU'],
      photo_url: 'https://photos.example/1',
    },
    { id: 's2', sku_name: 'SP-2', product_ids: ['gone', 'p1'], regions: ['EU'] },
    { id: 's3', sku_name: 'LOST', product_ids: ['gone'] },
    { id: 's4', sku_name: 'ALONE' },
  ],
  'airtable_raw.dev_group': [
    {
      id: 'g1',
      name: 'Spring',
      client_ids: ['c1'],
      product_line_ids: ['l1'],
      asana_gids: ['120'],
      launch_date: '2026-04-01',
      stage_1_brief_due: '2026-01-15',
    },
    { id: 'g2', name: 'Autumn', client_ids: ['c1', 'gone'], product_line_ids: ['gone'] },
    { id: 'g3', name: 'Nothing' },
  ],
  name_mapping: [{ kind: 'brand-revenue', source_name: 'Cedar', target_name: 'CEDAR & SONS' }],
  invoice_totals: [
    { month: 'infinity', brand: 'Elm', product_line: '', currency: 'USD', amount: '8', lines: 3 },
    {
      month: `${year}-01-01`,
      brand: 'ALDER',
      product_line: 'Garden',
      currency: 'USD',
      amount: '100.10',
      lines: 2,
    },
    {
      month: `${year}-01-01`,
      brand: 'Alder ',
      product_line: 'Attic',
      currency: 'USD',
      amount: '-0.05',
      lines: 1,
    },
    {
      month: `${year}-12-01`,
      brand: 'Alder',
      product_line: 'Garden',
      currency: 'USD',
      amount: '10',
      lines: 1,
    },
    {
      month: `${year - 1}-12-01`,
      brand: 'Alder',
      product_line: 'Garden',
      currency: 'USD',
      amount: '1000',
      lines: 1,
    },
    {
      month: `${year - 1}-12-01`,
      brand: 'Birch',
      product_line: 'Garden',
      currency: 'USD',
      amount: '5',
      lines: 1,
    },
    {
      month: `${year}-02-01`,
      brand: 'Cedar & Sons',
      product_line: '',
      currency: 'EUR',
      amount: '7',
      lines: 1,
    },
    { month: `${year}-02-01`, brand: 'Elm', product_line: 'Garden', currency: 'USD', amount: '3', lines: 1 },
    { month: `${year}-02-01`, brand: '', product_line: 'Garden', currency: 'USD', amount: '1', lines: 1 },
  ],
  'netsuite_raw.sync_state': [
    {
      source: 'netsuite',
      feed: 'netsuite_invoices',
      last_applied_at: '2026-03-03T04:05:06.789Z',
      expected_every: '1 day',
      is_stale: true,
      lag: '3 days 04:05:06',
    },
    {
      source: 'asana',
      feed: 'asana_task',
      last_applied_at: null,
      expected_every: null,
      is_stale: false,
      lag: null,
    },
  ],
});

const item = async (path: string, id: string) => {
  const { body } = await get(path);
  return body.items.find((one: { id: string }) => one.id === id);
};

describe('what is missing', () => {
  test('a product with everything has no gaps', async () => {
    expect(await item('products', 'p1')).toEqual({
      ...{ id: 'p1', name: 'Spade', status: 'Active', brand_name: 'Alder', product_line_name: 'Garden' },
      ...{ sku_count: 2, has_data_gaps: false, data_gaps: [] },
    });
  });

  test('links of a product that do not resolve are gaps, and what does resolve is shown', async () => {
    expect(await item('products', 'p2')).toMatchObject({
      ...{ brand_name: null, product_line_name: 'Garden', sku_count: 1, has_data_gaps: true },
      data_gaps: ['unresolved_brand', 'unresolved_product_line', 'unresolved_sku'],
    });
    expect(await item('products', 'p4')).toMatchObject({
      brand_name: ' birch ',
      data_gaps: ['unresolved_brand'],
    });
  });

  test('a product without brand, product line and NetSuite item has three gaps', async () => {
    expect((await item('products', 'p3')).data_gaps).toEqual([
      'missing_brand',
      'missing_product_line',
      'missing_netsuite_item',
    ]);
  });

  test('a SKU is orphaned when no product that it names is there', async () => {
    const { body } = await get('skus');
    expect(body.items.map((sku: any) => [sku.id, sku.product_name, sku.data_gaps])).toEqual([
      ['s1', 'Spade', []],
      ['s2', 'Spade', ['unresolved_product']],
      ['s3', null, ['orphaned', 'unresolved_product']],
      ['s4', null, ['orphaned']],
    ]);
  });

  test('a development group has gaps for brand, product line and launch date', async () => {
    const { body } = await get('dev-groups');
    expect(body.items.map((group: any) => [group.id, group.brand_name, group.data_gaps])).toEqual([
      ['g1', 'Alder', []],
      ['g2', 'Alder', ['unresolved_brand', 'unresolved_product_line', 'missing_launch_date']],
      ['g3', null, ['missing_brand', 'missing_product_line', 'missing_launch_date']],
    ]);
    expect(body.items[0]).toMatchObject({
      launch_date: '2026-04-01',
      stage_1_brief_due: '2026-01-15',
      asana_gids: ['120'],
    });
  });

  test('a brand matches revenue by its name or by the mapping, of any year; otherwise that is a gap', async () => {
    const { body } = await get('brands');
    expect(body.items.map((brand: any) => [brand.name, brand.revenue_ytd, brand.data_gaps])).toEqual([
      ['Alder', 110.05, []],
      [' birch ', 0, []],
      ['Cedar', 0, ['other_currency']],
      ['Dogwood', null, ['no_revenue_match']],
    ]);
    expect(body.items[0]).toMatchObject({ product_count: 1, sku_count: 2, dev_group_count: 2 });
  });
});

test('product lines count what names them and is there', async () => {
  const { body } = await get('product-lines?sort=name');
  expect(body.items).toEqual([
    { id: 'l2', name: 'attic', product_count: 1, active_product_count: 0, dev_group_count: 0 },
    { id: 'l1', name: 'Garden', product_count: 2, active_product_count: 2, dev_group_count: 1 },
  ]);
});

test('line badges are the logos', async () => {
  expect((await get('line-badges?has_logo=true')).body.items).toEqual([
    { id: 'l1', name: 'Garden', logo_url: 'https://logos.example/garden.png' },
  ]);
});

test('revenue is that of the calendar year in one currency, and says what does not match', async () => {
  const { body } = await get('revenue');
  expect(body.ytd_total).toBe(114.05);
  const months = Object.fromEntries(body.monthly.map(({ month, amount }: any) => [month, amount]));
  expect(Object.keys(months)).toEqual(
    Array.from({ length: 12 }, (_, n) => `${year}-${String(n + 1).padStart(2, '0')}`),
  );
  expect(months).toMatchObject({
    [`${year}-01`]: 100.05,
    [`${year}-02`]: 4,
    [`${year}-03`]: 0,
    [`${year}-12`]: 10,
  });
  expect(body.by_brand.map((brand: any) => [brand.brand_name, brand.amount, brand.data_gaps])).toEqual([
    ['ALDER', 110.05, []],
    ['Elm', 3, ['no_brand_match']],
    [null, 1, ['no_brand_match']],
    ['Cedar & Sons', 0, ['other_currency']],
  ]);
  expect(body.by_product_line).toEqual([
    { product_line_name: 'Garden', amount: 114.1 },
    { product_line_name: null, amount: 0 },
    { product_line_name: 'Attic', amount: -0.05 },
  ]);
  expect(body).toMatchObject({
    ...{ uncounted_lines: 3, has_data_gaps: true, data_gaps: ['uncounted_lines', 'other_currency'] },
  });
  expect(body.data_freshness).toEqual({
    ...{ source: 'netsuite', last_applied_at: '2026-03-03T04:05:06.789Z', expected_every: 'P1D' },
    ...{ is_stale: true, lag: 'P3DT4H5M' },
  });
});

test('the status tells of sources, halted files, alerts and runs', async () => {
  await rows(
    `insert into alerts (kind, severity, subject, code, message) values ('k', 'warning', 's', 'c', 'm')`,
  );
  await rows(
    `insert into runs (kind, scope, status) values ('reconcile', 'x', 'done'), ('reconcile', 'x', 'failed')`,
  );
  await rows(
    `insert into pending_sync_queue (destination, entity_type, entity_id, payload, status)
     select 'airtable', 'dev_group', 'g1', '{}', status from unnest('{pending,in_flight,failed,done}'::text[]) as status`,
  );
  const { body, headers } = await get('status');
  expect(body).toMatchObject({
    sources: [
      { source: 'asana', feed: 'asana_task', last_applied_at: null, is_stale: false, lag: null },
      { source: 'netsuite', feed: 'netsuite_invoices', is_stale: true },
    ],
    halted_files: [],
    alerts: [{ kind: 'k', severity: 'warning', code: 'c' }],
    last_runs: [{ kind: 'reconcile', scope: 'x', status: 'failed', ended_at: null }],
    write_backs: [
      { destination: 'airtable', open: 2, failed: 1, oldest_open_at: expect.any(String), is_paused: false },
    ],
    next_runs: [{ feed: 'netsuite_invoices', due_at: '2026-03-04T04:05:06.789Z' }],
  });
  expect(headers).not.toHaveProperty('etag');
});

/** Those that answer one item of a list stand beside what they change. */
const ownAnswers = endpoints.filter(({ itemOf }) => itemOf === undefined);

describe.each(ownAnswers)('$path', (endpoint) => {
  const path = endpoint.path.slice(1);
  const openApi = JSON.parse(readFileSync('docs/generated/openapi.json', 'utf8'));
  const { responses } = openApi.paths[`/api/pipeline${endpoint.path}`].get;

  test('answers as the OpenAPI document says', async () => {
    const { status, body } = await get(path);
    expect(status).toBe(200);
    const schema = z.fromJSONSchema(responses['200'].content['application/json'].schema);
    expect(schema.safeParse(body).error).toBeUndefined();
    expect(endpoint.response.safeParse(body).error).toBeUndefined();
  });

  test('refuses a parameter that it does not know', async () => {
    const { status, headers, body } = await get(`${path}?colour=red`);
    expect([status, headers['content-type'], body.code]).toEqual([
      400,
      'application/problem+json',
      'invalid-query',
    ]);
    expect(body.errors).toEqual([{ parameter: 'colour', detail: 'There is no such parameter.' }]);
  });

  test.runIf(endpoint.feeds.length > 0)('is a 304 until a record of one of its feeds changes', async () => {
    const tagOf = ({ headers }: { headers: Record<string, string> }) => headers['etag']!.replaceAll('"', '');
    const tag = tagOf(await get(path));
    expect(await get(path, { knownTags: ['other', tag] })).toMatchObject({ status: 304, body: '' });
    expect(await get(path, { knownTags: ['*'] })).toMatchObject({ status: 304 });
    expect(tagOf(await get(path, { knownTags: ['other'] }))).toBe(tag);
    await rows(`update feed_totals set state_hash = ~state_hash where feed = any ($1)`, [
      endpoint.feeds.slice(-1),
    ]);
    const changed = await get(path, { knownTags: [tag] });
    expect(changed.status).toBe(200);
    expect(tagOf(changed)).not.toBe(tag);
  });
});

describe('tags', () => {
  const tagOf = async (path: string) => (await get(path)).headers['etag'];

  test.each(['brands', 'revenue'])('%s change with the mapping of names', async (path) => {
    const before = await tagOf(path);
    await rows(
      `insert into name_mapping (kind, source_name, target_name) values ('brand-revenue', $1, 'Elm')`,
      [path],
    );
    expect(await tagOf(path)).not.toBe(before);
  });

  test('revenue changes when its data becomes stale, and by the minute', async () => {
    const before = await tagOf('revenue');
    await rows(`update netsuite_raw.sync_state set lag = lag + interval '10 seconds'`);
    expect(await tagOf('revenue')).toBe(before);
    await rows(`update netsuite_raw.sync_state set lag = lag + interval '1 minute'`);
    const later = await tagOf('revenue');
    expect(later).not.toBe(before);
    await rows(`update netsuite_raw.sync_state set is_stale = not is_stale`);
    expect(await tagOf('revenue')).not.toBe(later);
  });
});

const lists = endpoints.flatMap(({ name, path, sorts }) =>
  sorts ? [{ name, path: path.slice(1), sorts }] : [],
);

describe.each(lists)('the pages of $name', ({ path, sorts }) => {
  test.each(sorts.flatMap((sort) => [sort, `-${sort}`]))(
    'by %s hold everything once, in one order',
    async (sort) => {
      const { body: all } = await get(`${path}?sort=${sort}`);
      expect(all).toMatchObject({ next_cursor: null });
      const paged: unknown[] = [];
      let cursor = '';
      for (let page = 0; page <= all.items.length; page += 1) {
        const { status, body } = await get(`${path}?sort=${sort}&limit=1${cursor}`);
        expect(status).toBe(200);
        paged.push(...body.items);
        if (body.next_cursor === null) break;
        cursor = `&cursor=${body.next_cursor}`;
      }
      expect(paged).toEqual(all.items);
      const { body: reversed } = await get(
        `${path}?sort=${sort.startsWith('-') ? sort.slice(1) : `-${sort}`}`,
      );
      expect(reversed.items).toEqual(all.items.toReversed());
    },
  );
});

describe('pages', () => {
  test('go on behind the place where the last one ended, whatever was inserted or deleted meanwhile', async () => {
    const first = await get('products?sort=name&limit=2');
    expect(first.body.items.map(({ id }: any) => id)).toEqual(['p4', 'p2']);
    await rows(`update airtable_raw.product set id = 'gone' where id = 'p2'`);
    await rows(`insert into airtable_raw.product (id, name) values ('p0', 'Axe'), ('p9', 'Sieve')`);
    await hold({});
    const second = await get(`products?sort=name&limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body.items.map(({ id }: any) => id)).toEqual(['p9', 'p1']);
    await rows(`update airtable_raw.product set id = 'p2' where id = 'gone'`);
    await rows(`delete from airtable_raw.product where id in ('p0', 'p9')`);
    await hold({});
  });

  test('go on behind a name of whatever length', async () => {
    await rows(
      `insert into airtable_raw.product_line (id, name) select 'l' || n, repeat('Ä', 5000) from generate_series(90, 93) n`,
    );
    await hold({});
    const ids: string[] = [];
    for (let query = 'product-lines?sort=-name&limit=2'; ids.length < 4;) {
      const { status, body } = await get(query);
      expect(status).toBe(200);
      ids.push(...body.items.map(({ id }: any) => id));
      query = `product-lines?sort=-name&limit=2&cursor=${body.next_cursor}`;
    }
    expect(ids).toEqual(['l93', 'l92', 'l91', 'l90']);
    await rows(`delete from airtable_raw.product_line where length(name) = 5000`);
    await hold({});
  });

  test('are filtered, by gaps too, before they are cut', async () => {
    const ids = async (query: string) => (await get(query)).body.items.map(({ id }: any) => id);
    expect(await ids('products?has_data_gaps=true&limit=2')).toEqual(['p2', 'p3']);
    expect(await ids('products?has_data_gaps=false')).toEqual(['p1']);
    expect(await ids('products?brand_id=c1')).toEqual(['p1']);
    expect(await ids('products?product_line_id=l1&status=active')).toEqual(['p2']);
    expect(await ids('skus?region=EU')).toEqual(['s1', 's2']);
    expect(await ids('skus?product_id=p1&has_data_gaps=true')).toEqual(['s2']);
    expect(await ids('dev-groups?brand_id=c1&has_data_gaps=false')).toEqual(['g1']);
    expect(await ids('product-lines?brand_id=c2')).toEqual(['l2']);
    expect(await ids('brands?has_data_gaps=true&sort=-name')).toEqual(['c4', 'c3']);
  });

  test.each(['nonsense', btoa('["name","x","y"]'), btoa('["-id","p1"]'), btoa('["id","\\u0000p1"]')])(
    'refuse the cursor %s',
    async (cursor) => {
      const { status, body } = await get(`products?cursor=${encodeURIComponent(cursor)}`);
      expect([status, body.code]).toEqual([400, 'invalid-cursor']);
    },
  );
});

test('the role of the API reads, in the schema of its unit alone, and for a few seconds', async () => {
  const { rolconfig } = (
    await rows(`select rolconfig from pg_roles where rolname = 'millrace_athena_api'`)
  )[0] as { rolconfig: string[] };
  expect(rolconfig.toSorted()).toEqual([
    'default_transaction_read_only=on',
    'search_path=athena, pg_temp',
    'statement_timeout=5s',
  ]);
  const may = await rows(
    `select privilege_type as may from information_schema.role_table_grants
     where grantee = 'millrace_athena_api' group by 1`,
  );
  expect(may).toEqual([{ may: 'SELECT' }]);
});
