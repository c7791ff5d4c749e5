import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients, eventually } from './clients.ts';
import { millrace, useStack, type RunningStack } from './stack.ts';

/** Everything here goes through S3 and HTTP: files are dropped, and the API is asked until it has them. */
let stack: RunningStack;
let clients: Clients;
let token: string;

beforeAll(async () => {
  stack = await useStack();
  clients = await Clients.open(stack.endpoints);
  token = await printToken('--scopes', 'read', '--bu', 'athena');
});

afterAll(async () => {
  await clients?.close();
  await stack?.stop();
});

async function printToken(...words: string[]): Promise<string> {
  const { exitCode, stdout } = await millrace(stack, 'token', ...words);
  expect(exitCode).toBe(0);
  return stdout.trimEnd().split('\n').at(-1)!;
}

type Answer = { status: number; etag: string | null; type: string | null; body: any };

async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${stack.endpoints.api}/api/pipeline/${path}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  const text = await response.text();
  const type = response.headers.get('content-type');
  const body: unknown = type?.endsWith('json') ? JSON.parse(text) : text;
  return { status: response.status, etag: response.headers.get('etag'), type, body };
}

/** All items of a list, page by page. */
async function list(path: string, limit = 7): Promise<any[]> {
  const items: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = new URLSearchParams({ limit: String(limit), ...(cursor !== '' && { cursor }) });
    const { status, body } = await get(`${path}${path.includes('?') ? '&' : '?'}${page.toString()}`);
    expect(status).toBe(200);
    items.push(...body.items);
    cursor = body.next_cursor;
  }
  return items;
}

const lists = ['products', 'brands', 'product-lines', 'skus', 'dev-groups', 'line-badges'];
const year = Number(
  new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'America/New_York' }).format(new Date()),
);
const samples = join(import.meta.dirname, '..', '..', 'samples', 'landing');

async function dropSamples(folder: 'AIRTABLE' | 'ASANA'): Promise<void> {
  const keys = globSync(`athena/${folder}/**/*.jsonl*`, { cwd: samples });
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) await clients.put(key, readFileSync(join(samples, key)));
}

type InvoiceLine = { brand: string; amount: number; date?: string; currency?: string; type?: string };

/** One nightly file of invoice lines; a later night is a later file. */
async function dropInvoices(night: number, lines: readonly InvoiceLine[]): Promise<void> {
  const text = lines.map(
    ({ brand, amount, date = `${year}-01-15`, currency = 'USD', type = 'CustInvc' }, n) =>
      JSON.stringify({
        ...{
          invoice_id: String(1000 + n),
          line: 1,
          tran_id: `INV${n}`,
          tran_date: date,
          type,
          currency,
          brand,
        },
        ...{
          customer: 'A shop',
          item_id: '1',
          item_name: 'A thing',
          product_line: 'Garden',
          quantity: 1,
          amount,
        },
      }),
  );
  const at = `${year}01${String(night).padStart(2, '0')}020000`;
  await clients.put(`athena/NETSUITE/${year}/01/invoices_full_${at}.jsonl`, `${text.join('\n')}\n`);
}

describe('before anything has landed', () => {
  test('every list is empty, and revenue is nothing and stale', async () => {
    for (const path of lists)
      expect(await get(path)).toMatchObject({ status: 200, body: { items: [], next_cursor: null } });
    const { body } = await get('revenue');
    expect(body).toMatchObject({
      ytd_total: 0,
      by_brand: [],
      data_freshness: { is_stale: true, last_applied_at: null },
    });
  });
});

describe('once the snapshots have landed', () => {
  beforeAll(async () => {
    await dropSamples('AIRTABLE');
    await dropSamples('ASANA');
    await eventually('fresh Airtable and Asana', async () => {
      const { body } = await get('status');
      const waiting = body.sources.filter(
        ({ feed, is_stale }: any) => !feed.startsWith('netsuite') && is_stale,
      );
      return waiting.length === 0 ? true : undefined;
    });
  });

  test('every list has items, the same ones on one page and on many', async () => {
    for (const path of lists) {
      const paged = await list(path, 3);
      expect(paged.length, path).toBeGreaterThan(3);
      expect(paged).toEqual((await get(`${path}?limit=500`)).body.items);
    }
  });

  test('gaps of every kind are shown, and nothing is a gap without its word', async () => {
    const gapsOf = async (path: string) => (await list(path)).flatMap(({ data_gaps: gaps }) => gaps);
    const kinds = {
      products: ['missing_brand', 'unresolved_brand', 'missing_product_line', 'missing_netsuite_item'],
      skus: ['orphaned'],
      'dev-groups': ['missing_launch_date'],
    };
    for (const [path, gaps] of Object.entries(kinds))
      expect(await gapsOf(path), path).toEqual(expect.arrayContaining(gaps));
    for (const path of ['products', 'skus', 'dev-groups', 'brands'])
      for (const item of await list(path)) expect(item.has_data_gaps).toBe(item.data_gaps.length > 0);
    const withGaps = await list('products?has_data_gaps=true');
    expect(withGaps).toEqual((await list('products')).filter((product) => product.has_data_gaps));
  });

  test('an answer that a client has is not sent again', async () => {
    for (const path of lists) {
      const { etag } = await get(path);
      expect(await get(path, { 'if-none-match': etag! })).toMatchObject({ status: 304, body: '', etag });
    }
  });
});

describe('once invoices have landed', () => {
  let brands: string[];
  let before: string;

  async function revenueOf(total: number): Promise<any> {
    return eventually(`revenue of ${total}`, async () => {
      const { body } = await get('revenue');
      return body.ytd_total === total ? body : undefined;
    });
  }

  beforeAll(async () => {
    brands = (await list('brands')).map(({ name }) => name).filter(Boolean);
    before = (await get('brands')).etag!;
    await dropInvoices(2, [
      { brand: brands[0]!, amount: 100.25 },
      { brand: ` ${brands[0]!.toUpperCase()}`, amount: 10, type: 'CustCred', date: `${year}-02-01` },
      { brand: brands[1]!, amount: 50, currency: 'CAD' },
      { brand: 'Nobody knows', amount: 1 },
      { brand: brands[0]!, amount: 1000, date: `${year - 1}-12-31` },
    ]);
  });

  test('revenue is exact, credit notes count negative, last year does not count', async () => {
    const { monthly, by_brand: byBrand, data_freshness: freshness } = await revenueOf(91.25);
    expect(monthly.slice(0, 1)).toEqual([{ month: `${year}-01`, amount: 101.25 }]);
    const gaps = Object.fromEntries(byBrand.map(({ brand_name: name, data_gaps }: any) => [name, data_gaps]));
    expect(gaps).toMatchObject({ 'Nobody knows': ['no_brand_match'], [brands[1]!]: ['other_currency'] });
    expect(freshness).toMatchObject({ is_stale: false, last_applied_at: expect.stringMatching(/Z$/) });
  });

  test('brands have their revenue, under another ETag', async () => {
    const { etag } = await get('brands', { 'if-none-match': before });
    expect(etag).not.toBe(before);
    const found = Object.fromEntries((await list('brands')).map((brand) => [brand.name, brand]));
    expect(found[brands[0]!]).toMatchObject({ revenue_ytd: 90.25, data_gaps: [] });
    expect(found[brands[1]!]).toMatchObject({ revenue_ytd: 0, data_gaps: ['other_currency'] });
    expect(found[brands[2]!]).toMatchObject({ revenue_ytd: null, data_gaps: ['no_revenue_match'] });
  });

  test('a correction of the file is a correction of the revenue, to the cent', async () => {
    const { etag } = await get('revenue');
    await dropInvoices(2, [
      { brand: brands[0]!, amount: 200.27 },
      { brand: brands[0]!, amount: 10, type: 'CustCred', date: `${year}-02-01` },
      { brand: brands[1]!, amount: 50 },
      { brand: 'Nobody knows', amount: 1 },
      { brand: brands[0]!, amount: 1000, date: `${year - 1}-12-31` },
    ]);
    const { monthly, by_brand: byBrand } = await revenueOf(241.27);
    expect(monthly.slice(0, 2)).toEqual([
      { month: `${year}-01`, amount: 251.27 },
      { month: `${year}-02`, amount: -10 },
    ]);
    expect(byBrand.map(({ amount }: any) => amount)).toEqual([190.27, 50, 1]);
    expect((await get('revenue', { 'if-none-match': etag! })).status).toBe(200);
  });
});

describe('whoever asks', () => {
  test('without a token, or with one that is broken, is turned away by the gateway', async () => {
    for (const authorization of ['', `Bearer ${token}x`]) {
      const { status, body } = await get('products', { authorization });
      expect([status, body]).toEqual([401, { message: 'Unauthorized' }]);
    }
  });

  test('with the wrong scope or for another unit is told what is missing', async () => {
    const writer = `Bearer ${await printToken('--scopes', 'write', '--bu', 'athena')}`;
    const stranger = `Bearer ${await printToken('--scopes', 'read,write,operate', '--bu', 'bak')}`;
    for (const path of [...lists, 'revenue', 'status']) {
      expect(await get(path, { authorization: writer })).toMatchObject({
        status: 403,
        body: { code: 'missing-scope' },
      });
      expect(await get(path, { authorization: stranger })).toMatchObject({
        status: 403,
        body: { code: 'foreign-unit' },
      });
    }
  });

  test('for what there is not gets a problem', async () => {
    const { status, type, body } = await get('products?colour=red');
    expect([status, type, body.code]).toEqual([400, 'application/problem+json', 'invalid-query']);
  });

  test('may read what the API is without a token', async () => {
    const headers = { authorization: '' };
    const { body } = await get('openapi.json', headers);
    expect(Object.keys(body.paths)).toContain('/api/pipeline/products');
    expect((await get('docs', headers)).body).toContain('<!doctype html>');
  });
});
