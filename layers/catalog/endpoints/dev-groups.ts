import * as z from 'zod';
import { gapsOf } from '#core/api/data-gap.ts';
import { exactly, listEndpoint, yesOrNo } from '#core/api/list-endpoint.ts';
import { devGroupDates } from './dev-group-dates.ts';
import { editState } from './edit-state.ts';

const date = (title: string) => z.string().nullable().meta({ format: 'date', description: title });

export const devGroups = listEndpoint({
  name: 'dev-groups',
  path: '/dev-groups',
  summary: 'Development groups, the dates of their stages and what is missing of them',
  description:
    'A group that names several brands is listed with the first of them that is there. Its dates are as people edited them, ' +
    'until the source is known to have that.',
  scopes: ['read'],
  feeds: ['airtable_dev_group', 'airtable_client', 'airtable_product_line'],
  sorts: ['id', 'name', 'launch_date'],
  filters: {
    brand_id: exactly('Only groups of this brand.'),
    product_line_id: exactly('Only groups of this product line.'),
    has_data_gaps: yesOrNo('Only groups of which something is missing, or nothing.'),
  },
  constants: [devGroupDates.map(({ column }) => column)],
  findsItems: true,
  item: z.strictObject({
    id: z.string(),
    name: z.string().nullable(),
    brand_name: z.string().nullable(),
    asana_gids: z.array(z.string()),
    ...Object.fromEntries(devGroupDates.map(({ column, title }) => [column, date(title)])),
    edits: z
      .array(editState)
      .meta({ description: 'The edits that lie over what the source delivered, by field.' }),
    has_data_gaps: z.boolean(),
    data_gaps: gapsOf(
      'missing_brand',
      'unresolved_brand',
      'missing_product_line',
      'unresolved_product_line',
      'missing_launch_date',
    ),
  }),
});
