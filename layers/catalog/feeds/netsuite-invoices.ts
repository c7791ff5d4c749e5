import { nightlyFeed } from './nightly-feed.ts';

export const netsuiteInvoices = nightlyFeed({
  name: 'netsuite_invoices',
  title: 'The lines of invoices and credit notes in NetSuite',
  folder: 'NETSUITE',
  stem: 'invoices',
  identity: ['invoice_id', 'line'],
});
