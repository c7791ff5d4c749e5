import { nightlyFeed } from './nightly-feed.ts';

export const airtableClient = nightlyFeed({
  name: 'airtable_client',
  title: 'Clients, which are the brands, every record of the table in Airtable',
  folder: 'AIRTABLE',
  stem: 'client',
  identity: ['id'],
  fields: 'fields',
});
