import { nightlyFeed } from './nightly-feed.ts';

export const airtableProductLine = nightlyFeed({
  name: 'airtable_product_line',
  title: 'Product lines, every record of the table in Airtable',
  folder: 'AIRTABLE',
  stem: 'product_line',
  identity: ['id'],
  fields: 'fields',
});
