import * as z from 'zod';
import { gapsOf } from '#core/api/data-gap.ts';
import { listEndpoint, yesOrNo } from '#core/api/list-endpoint.ts';

export const brands = listEndpoint({
  name: 'brands',
  path: '/brands',
  summary: 'Brands, what belongs to them and what they earn',
  description:
    'A brand is a client in Airtable. Its revenue is that of the invoice lines with its name, or with the name that the ' +
    'mapping of names gives it, in US dollars, since the first of January.',
  scopes: ['read'],
  feeds: ['airtable_client', 'airtable_product', 'airtable_sku', 'airtable_dev_group', 'netsuite_invoices'],
  sorts: ['id', 'name', 'product_count', 'revenue_ytd'],
  filters: { has_data_gaps: yesOrNo('Only brands of which something is missing, or nothing.') },
  item: z.strictObject({
    id: z.string(),
    name: z.string().nullable(),
    product_count: z.int().min(0).meta({ description: 'Products that name it.' }),
    sku_count: z.int().min(0).meta({ description: 'SKUs of those products.' }),
    dev_group_count: z.int().min(0).meta({ description: 'Development groups that name it.' }),
    revenue_ytd: z
      .number()
      .nullable()
      .meta({ description: 'US dollars; null where no invoice matches its name.' }),
    has_data_gaps: z.boolean(),
    data_gaps: gapsOf('no_revenue_match', 'other_currency'),
  }),
});
