import { airtableSources } from '#catalog/sources/airtable.ts';

/** A table of the base: what is known of its fields before it has a record. */
export type AirtableTable = {
  name: string;
  feed: string;
  fields: ReadonlySet<string>;
  dates: ReadonlySet<string>;
};

/** What Airtable calls the tables, as the fields that link to them are called. */
const names: Readonly<Record<string, string>> = {
  product: 'Products',
  product_line: 'Product Lines',
  client: 'Clients',
  sku: 'SKUs',
  dev_group: 'Dev Groups',
};

/** The tables that the catalogue knows, with their fields. */
export const airtableTables: readonly AirtableTable[] = airtableSources.map(({ name, feed, columns }) => {
  const fields = columns
    .filter(({ at }) => at[0] === 'fields')
    .map(({ at, type }) => ({ name: String(at[1]), type }));
  return {
    name: names[name] ?? name,
    feed,
    fields: new Set(fields.map((field) => field.name)),
    dates: new Set(fields.filter(({ type }) => type === 'date').map((field) => field.name)),
  };
});
