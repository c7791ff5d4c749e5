import * as z from 'zod';
import { gapsOf } from '#core/api/data-gap.ts';
import type { Endpoint } from '#core/api/endpoint.ts';
import { freshness } from './freshness.ts';

const amount = z.number().meta({ description: 'US dollars; credit notes count negative.' });

export const revenue: Endpoint = {
  name: 'revenue',
  method: 'GET',
  path: '/revenue',
  summary: 'Revenue of this calendar year',
  description:
    'The invoice lines of this calendar year, by invoice date, in the time zone of the business unit. Lines in another ' +
    'currency than US dollars are not counted, and reported as a gap.',
  scopes: ['read'],
  feeds: ['netsuite_invoices', 'airtable_client'],
  query: z.strictObject({}),
  filters: [],
  response: z.strictObject({
    ytd_total: amount,
    monthly: z
      .array(z.strictObject({ month: z.string().regex(/^\d{4}-\d{2}$/), amount }))
      .meta({ description: 'Every month of the year up to this one, and later ones that have invoices.' }),
    by_brand: z.array(
      z.strictObject({
        brand_name: z
          .string()
          .nullable()
          .meta({ description: 'As the invoices have it; null: they have none.' }),
        amount,
        has_data_gaps: z.boolean(),
        data_gaps: gapsOf('no_brand_match', 'other_currency'),
      }),
    ),
    by_product_line: z.array(
      z.strictObject({
        product_line_name: z
          .string()
          .nullable()
          .meta({ description: 'As the invoices have it; null: they have none.' }),
        amount,
      }),
    ),
    uncounted_lines: z.int().min(0).meta({
      description: 'Invoice lines without a valid date or amount, of whatever year: they count nowhere.',
    }),
    has_data_gaps: z.boolean(),
    data_gaps: gapsOf('uncounted_lines', 'other_currency'),
    data_freshness: z.strictObject(freshness),
  }),
};
