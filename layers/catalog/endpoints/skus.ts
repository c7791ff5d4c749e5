import * as z from 'zod';
import { gapsOf } from '#core/api/data-gap.ts';
import { exactly, listEndpoint, yesOrNo } from '#core/api/list-endpoint.ts';

export const skus = listEndpoint({
  name: 'skus',
  path: '/skus',
  summary: 'SKUs, and what is missing of them',
  description: 'A SKU that names several products is listed with the first of them that is there.',
  scopes: ['read'],
  feeds: ['airtable_sku', 'airtable_product'],
  sorts: ['id', 'sku_name', 'size_name'],
  filters: {
    product_id: exactly('Only SKUs of this product.'),
    region: exactly('Only SKUs that are sold in this region.'),
    has_data_gaps: yesOrNo('Only SKUs of which something is missing, or nothing.'),
  },
  item: z.strictObject({
    id: z.string(),
    sku_name: z.string().nullable(),
    product_name: z.string().nullable(),
    size_name: z.string().nullable(),
    regions: z.array(z.string()),
    photo_url: z.string().nullable(),
    has_data_gaps: z.boolean(),
    data_gaps: gapsOf('orphaned', 'unresolved_product'),
  }),
});
