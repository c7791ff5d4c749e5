import { nightlyFeed } from './nightly-feed.ts';

export const airtableDevGroup = nightlyFeed({
  name: 'airtable_dev_group',
  title: 'Development groups, every record of the table in Airtable',
  folder: 'AIRTABLE',
  stem: 'dev_group',
  identity: ['id'],
  fields: 'fields',
});
