import { nightlyFeed } from './nightly-feed.ts';

export const airtableSku = nightlyFeed({
  name: 'airtable_sku',
  title: 'SKUs, every record of the table in Airtable',
  folder: 'AIRTABLE',
  stem: 'sku',
  identity: ['id'],
  fields: 'fields',
});
