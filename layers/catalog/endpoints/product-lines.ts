import * as z from 'zod';
import { exactly, listEndpoint } from '#core/api/list-endpoint.ts';

export const productLines = listEndpoint({
  name: 'product-lines',
  path: '/product-lines',
  summary: 'Product lines, and how much belongs to them',
  description: 'Counted is what names the product line and is there.',
  scopes: ['read'],
  feeds: ['airtable_product_line', 'airtable_product', 'airtable_dev_group'],
  sorts: ['id', 'name', 'product_count'],
  filters: { brand_id: exactly('Only product lines of this brand.') },
  item: z.strictObject({
    id: z.string(),
    name: z.string().nullable(),
    product_count: z.int().min(0),
    active_product_count: z.int().min(0).meta({ description: 'Products whose status is Active.' }),
    dev_group_count: z.int().min(0),
  }),
});
