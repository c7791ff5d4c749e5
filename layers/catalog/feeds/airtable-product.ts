import { nightlyFeed } from './nightly-feed.ts';

export const airtableProduct = nightlyFeed({
  name: 'airtable_product',
  title: 'Products, every record of the table in Airtable',
  folder: 'AIRTABLE',
  stem: 'product',
  identity: ['id'],
  fields: 'fields',
});
