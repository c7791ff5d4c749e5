import * as z from 'zod';
import { gapsOf } from '#core/api/data-gap.ts';
import { exactly, listEndpoint, yesOrNo } from '#core/api/list-endpoint.ts';

export const products = listEndpoint({
  name: 'products',
  path: '/products',
  summary: 'Products, and what is missing of them',
  description:
    'A product that names several brands or product lines is listed with the first of them that is there.',
  scopes: ['read'],
  feeds: ['airtable_product', 'airtable_product_line', 'airtable_client', 'airtable_sku'],
  sorts: ['id', 'name', 'status'],
  filters: {
    status: exactly('Only products with this status.'),
    brand_id: exactly('Only products of this brand.'),
    product_line_id: exactly('Only products of this product line.'),
    has_data_gaps: yesOrNo('Only products of which something is missing, or nothing.'),
  },
  item: z.strictObject({
    id: z.string(),
    name: z.string().nullable(),
    status: z.string().nullable(),
    brand_name: z.string().nullable(),
    product_line_name: z.string().nullable(),
    sku_count: z.int().min(0).meta({ description: 'The SKUs it names that are there.' }),
    has_data_gaps: z.boolean(),
    data_gaps: gapsOf(
      'missing_brand',
      'unresolved_brand',
      'missing_product_line',
      'unresolved_product_line',
      'missing_netsuite_item',
      'unresolved_sku',
    ),
  }),
});
