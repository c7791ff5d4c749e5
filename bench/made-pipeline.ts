import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchStack } from './with-stack.ts';

/** The sizes of the real thing. */
const sizes = {
  products: 160,
  devGroups: 29,
  skus: 741,
  productLines: 24,
  clients: 18,
  invoiceLines: 325_000,
};
const daysOfInvoices = 420;
const firstDay = Date.UTC(2025, 9, 1);

const idOf = (table: string, index: number): string => `rec${table}${String(index).padStart(11, '0')}`;
const link = (table: string, index: number): string[] => [idOf(table, index)];
const record = (table: string, index: number, fields: Record<string, unknown>): unknown => ({
  id: idOf(table, index),
  createdTime: '2025-01-06T15:04:05.000Z',
  fields: { Name: `${table} ${index}`, ...fields },
});

/** Lands the sources of the pipeline, so many times their real sizes, and waits until they are in force. */
export async function fillPipeline(
  bench: BenchStack,
  times: number,
  { invoices = true }: { invoices?: boolean } = {},
): Promise<string> {
  const grown = Object.entries(sizes).map(([name, size]) => [name, size * times]);
  const count = { ...Object.fromEntries(grown), ...(!invoices && { invoiceLines: 1 }) } as typeof sizes;
  const made: Record<string, [count: number, make: (index: number) => unknown]> = {
    'AIRTABLE/2026/03/client': [count.clients, (index) => record('Cli', index, {})],
    'AIRTABLE/2026/03/product_line': [
      count.productLines,
      (index) =>
        record('Lin', index, { Client: link('Cli', index % count.clients), Active: index % 5 !== 0 }),
    ],
    'AIRTABLE/2026/03/product': [count.products, (index) => makeProduct(index, count)],
    'AIRTABLE/2026/03/sku': [
      count.skus,
      (index) =>
        record('Sku', index, {
          SKU: `AT-${index}`,
          Size: 'Medium',
          Product: link('Prd', index % count.products),
          Regions: ['CA', 'US'],
          UPC: String(840_000_000_000 + index),
        }),
    ],
    'AIRTABLE/2026/03/dev_group': [count.devGroups, (index) => makeDevGroup(index, count)],
    'ASANA/2026/03/task': [count.devGroups, makeTask],
    'NETSUITE/2026/03/invoices': [count.invoiceLines, (index) => makeInvoiceLine(index, count)],
  };
  for (const [stem, [size, make]] of Object.entries(made)) {
    // A later file of each feed for each size.
    const key = `athena/${stem}_full_202603${String(times).padStart(2, '0')}060000.jsonl`;
    await bench.upload(key, () => Readable.from(writeLines(size, make)));
    await bench.waitForComplete('athena', key);
  }
  await waitForRest(bench);
  await bench.superuser.query('vacuum analyze athena.records');
  await bench.superuser.query('vacuum analyze athena.raw_records');
  await bench.superuser.query('checkpoint');
  return Object.entries(count)
    .map(([name, size]) => `${size} ${name}`)
    .join(', ');
}

/** Once the files are in force the loader looks for drift in them, which takes as long for millions of lines. */
async function waitForRest({ superuser }: BenchStack): Promise<void> {
  for (;;) {
    const { rows } = await superuser.query<{ rests: boolean }>(
      'select holder is null as rests from athena.lease',
    );
    if (rows[0]?.rests) return;
    await sleep(500);
  }
}

const linesPerChunk = 1_000;

/** The lines of a file in chunks: those of millions of invoices are no one text. */
function* writeLines(size: number, make: (index: number) => unknown): Generator<Buffer> {
  for (let from = 0; from < size; from += linesPerChunk) {
    const length = Math.min(linesPerChunk, size - from);
    const lines = Array.from({ length }, (_, place) => `${JSON.stringify(make(from + place))}\n`);
    yield Buffer.from(lines.join(''));
  }
}

function makeProduct(index: number, { productLines, clients, products, skus }: typeof sizes): unknown {
  const own = Array.from(
    { length: Math.ceil((skus - index) / products) },
    (_, place) => index + place * products,
  );
  return record('Prd', index, {
    Status: 'Active',
    Client: link('Cli', index % clients),
    'Product Line': link('Lin', index % productLines),
    'NetSuite Item ID': String(70_000 + index),
    SKUs: own.map((sku) => idOf('Sku', sku)),
  });
}

function makeDevGroup(index: number, { productLines, clients }: typeof sizes): unknown {
  return record('Dev', index, {
    Client: link('Cli', index % clients),
    'Product Line': link('Lin', index % productLines),
    'Asana GIDs': [taskGid(index)],
    'Stage 1: Brief due': '2026-01-05',
    'Launch date': '2026-06-05',
  });
}

function taskGid(index: number): string {
  return String(1_209_000_000_000_000 + index);
}

/** The task of a development group, with the same dates. */
function makeTask(index: number): unknown {
  const brief = { gid: '1', name: 'Stage 1: Brief due', resource_subtype: 'date' };
  return {
    ...{ gid: taskGid(index), resource_type: 'task', name: `Launch ${index}`, due_on: '2026-06-05' },
    custom_fields: [{ ...brief, date_value: { date: '2026-01-05', date_time: null } }],
    projects: [],
  };
}

function makeInvoiceLine(index: number, { products, clients, productLines }: typeof sizes): unknown {
  const day = new Date(firstDay + (index % daysOfInvoices) * 86_400_000);
  return {
    invoice_id: String(880_000 + Math.floor(index / 5)),
    line: (index % 5) + 1,
    tran_id: `INV${Math.floor(index / 5)}`,
    tran_date: day.toISOString().slice(0, 10),
    type: index % 50 === 0 ? 'CustCred' : 'CustInvc',
    currency: 'USD',
    customer: 'Harbour Stores',
    item_id: String(70_000 + (index % products)),
    item_name: `Item ${index % products}`,
    brand: `Cli ${index % clients}`,
    product_line: `Lin ${index % productLines}`,
    quantity: (index % 12) + 1,
    amount: ((index * 37) % 100_000) / 100,
  };
}
