import { BusinessUnit } from '#core/business-unit.ts';
import { airtableClient } from '../feeds/airtable-client.ts';
import { airtableDevGroup } from '../feeds/airtable-dev-group.ts';
import { airtableProductLine } from '../feeds/airtable-product-line.ts';
import { airtableProduct } from '../feeds/airtable-product.ts';
import { airtableSku } from '../feeds/airtable-sku.ts';
import { asanaProject } from '../feeds/asana-project.ts';
import { asanaTask } from '../feeds/asana-task.ts';
import { netsuiteInvoices } from '../feeds/netsuite-invoices.ts';

/** Product development: what its teams keep in Airtable, Asana and NetSuite. */
export const athena = BusinessUnit.parse({
  name: 'athena',
  title: 'Athena',
  schema: 'athena',
  timeZone: 'America/New_York',
  feeds: [
    airtableProduct,
    airtableDevGroup,
    airtableSku,
    airtableProductLine,
    airtableClient,
    asanaProject,
    asanaTask,
    netsuiteInvoices,
  ],
  exports: null,
});
