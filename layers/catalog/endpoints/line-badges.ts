import * as z from 'zod';
import { listEndpoint, yesOrNo } from '#core/api/list-endpoint.ts';

export const lineBadges = listEndpoint({
  name: 'line-badges',
  path: '/line-badges',
  summary: 'The logos of the product lines',
  description: 'A product line without a logo has `logo_url` null.',
  scopes: ['read'],
  feeds: ['airtable_product_line'],
  sorts: ['id', 'name'],
  filters: { has_logo: yesOrNo('Only product lines that have a logo, or have none.') },
  item: z.strictObject({
    id: z.string(),
    name: z.string().nullable(),
    logo_url: z.string().nullable(),
  }),
});
