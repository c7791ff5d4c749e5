import type { Random } from '../random.ts';

/** A record as Airtable's API gives it; fields without a value are left out. */
export type AirtableRecord = { id: string; createdTime: string; fields: Record<string, unknown> };

/** Every table of the base, and the brands under which NetSuite writes invoices. */
export type AirtableBase = {
  clients: AirtableRecord[];
  productLines: AirtableRecord[];
  products: AirtableRecord[];
  skus: AirtableRecord[];
  devGroups: AirtableRecord[];
};

const clientNames = ['Alder & Rowe', 'Birchfield', 'Copperline', 'Duskwood'];
const lineNames = ['Garden', 'Kitchen', 'Lighting', 'Storage', 'Textiles'];
const goods = ['Trug', 'Lantern', 'Planter', 'Colander', 'Hamper', 'Throw'];
const sizes = ['Small', 'Medium', 'Large'];
const regions = ['AU', 'CA', 'EU', 'US'];
/** Where a link leads that does not resolve: the record was deleted. */
const gone = 'recGone0000000001';

/** A base in which something is missing of everything: each of its gaps is put there on purpose. */
export function buildAirtableBase(random: Random): AirtableBase {
  const ids = (table: string, count: number) => Array.from({ length: count }, (_, n) => idOf(table, n));
  const clientIds = ids('Cli', clientNames.length);
  const lineIds = ids('Lin', lineNames.length);
  const products = ids('Prd', 12).map((id, n) => buildProduct(random, id, n, { clientIds, lineIds }));
  const skus = ids('Sku', 40).map((id, n) => buildSku(random, id, products[n % products.length]!, n));
  for (const product of products)
    product.fields['SKUs'] = skus.filter((sku) => linksTo(sku, 'Product', product)).map(({ id }) => id);
  (products[6]!.fields['SKUs'] as string[]).push(gone);
  return {
    clients: clientIds.map((id, n) =>
      record(id, n, {
        Name: clientNames[n],
        'Product Lines': [lineIds[n]],
        Products: products.filter((product) => linksTo(product, 'Client', { id })).map(({ id: own }) => own),
      }),
    ),
    productLines: lineIds.map((id, n) =>
      record(id, n, {
        Name: lineNames[n],
        Logo: n === 3 ? undefined : fileOf(`logos/${lineNames[n]!.toLowerCase()}.png`),
        Client: [clientIds[n % clientIds.length]],
        Products: products.filter((product) => linksTo(product, 'Product Line', { id })).map((own) => own.id),
        Active: n === 4 ? undefined : true,
      }),
    ),
    products,
    skus,
    devGroups: ids('Dev', 6).map((id, n) => buildDevGroup(id, n, { clientIds, lineIds, products })),
  };
}

type Ids = { clientIds: readonly string[]; lineIds: readonly string[] };

function buildProduct(random: Random, id: string, n: number, { clientIds, lineIds }: Ids): AirtableRecord {
  const brand = clientIds[n % clientIds.length]!;
  const line = lineIds[n % lineIds.length]!;
  return record(id, n, {
    Name: `${random.pick(['Ash', 'Brass', 'Cane', 'Wool'])} ${goods[n % goods.length]}`,
    Status: ['Active', 'Active', 'In Development', 'Discontinued'][n % 4],
    Client: n === 3 ? undefined : [n === 7 ? gone : brand],
    'Product Line': n === 5 ? undefined : [n === 8 ? gone : line],
    'NetSuite Item ID': n === 9 ? undefined : String(70_001 + n),
  });
}

function buildSku(random: Random, id: string, product: AirtableRecord, n: number): AirtableRecord {
  const size = random.pick(sizes);
  return record(id, n, {
    SKU: `AT-${String(1001 + n)}-${size[0]}`,
    Size: n === 11 ? undefined : size,
    Product: n === 38 ? undefined : [n === 39 ? gone : product.id],
    Regions: random.pickSome(regions, random.integer(1, regions.length)),
    Photo: n % 4 === 3 ? undefined : fileOf(`skus/${1001 + n}.jpg`),
    UPC: String(840_000_000_000 + n),
  });
}

/** Dates of a development group; all but the launch are fields of its tasks in Asana, too. */
export const stages = [
  'Stage 1: Brief due',
  'Stage 2: Concept due',
  'Stage 3: Sample due',
  'Stage 4: Approval due',
  'Stage 5: Production due',
  'Launch date',
];

/** Six seasons: the second has no launch date yet, and the third says of it what is no date. The last has no task. */
function buildDevGroup(
  id: string,
  n: number,
  { clientIds, lineIds, products }: Ids & { products: readonly AirtableRecord[] },
): AirtableRecord {
  const dates = stages.map((stage, at) => [stage, isoDate(2026, n * 2 + at, 5 + n)] as const);
  return record(id, n, {
    Name: `${['Spring', 'Summer', 'Autumn', 'Winter'][n % 4]} ${2026 + Math.floor(n / 4)}`,
    Client: n === 3 ? undefined : [n === 4 ? gone : clientIds[n % clientIds.length]],
    'Product Line':
      n === 5 ? undefined : [n === 0 ? lineIds[0] : n === 3 ? gone : lineIds[n % lineIds.length]],
    Products: [products[n * 2]!.id, products[n * 2 + 1]!.id],
    'Asana GIDs': n === 5 ? undefined : n === 0 ? [taskGid(0), taskGid(100)] : [taskGid(n)],
    ...Object.fromEntries(dates),
    ...(n === 1 && { 'Launch date': undefined }),
    ...(n === 2 && { 'Launch date': 'after the fair' }),
  });
}

/** A task in Asana that brings a development group to its launch. */
function taskGid(n: number): string {
  return String(1_209_000_000_002_000 + n);
}

/** The project of a development group, in Asana. */
export function projectGid(n: number): string {
  return String(1_209_000_000_000_100 + n);
}

/** @param month from 0, and on into later years */
export function isoDate(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}

function idOf(table: string, n: number): string {
  return `rec${table}${String(n + 1).padStart(11, '0')}`;
}

function record(id: string, n: number, fields: Record<string, unknown>): AirtableRecord {
  return { id, createdTime: `${isoDate(2025, 0, 6 + n)}T15:04:05.000Z`, fields };
}

function linksTo({ fields }: AirtableRecord, field: string, { id }: { id: string }): boolean {
  const links = fields[field];
  return Array.isArray(links) && links.includes(id);
}

function fileOf(path: string): object[] {
  const filename = path.split('/').at(-1);
  return [{ id: `att-${filename}`, url: `https://files.example/${path}`, filename }];
}
