import * as z from 'zod';
import { itemEndpoint } from '#core/api/item-endpoint.ts';
import { writeBacks } from '../write-backs.ts';
import { devGroups } from './dev-groups.ts';

const { entity, fields } = writeBacks.find((one) => one.entity === 'dev_group')!;

/** A day of the calendar, or null to clear. PostgreSQL has no year 0. */
const day = z.iso
  .date('It is no day of the calendar, written YYYY-MM-DD.')
  .refine((date) => !date.startsWith('0000'), 'There is no year 0.')
  .nullable()
  .optional();

export const editDevGroup = itemEndpoint({
  name: 'edit-dev-group',
  method: 'PATCH',
  path: '/dev-groups/{id}',
  summary: 'Edit the dates of a development group',
  description:
    'Holds here at once, and is on its way to Airtable and Asana. The answer is the group as it is now. Without `If-Match` the ' +
    'last edit of a field wins; with it, a group that has changed since is left as it is (412).',
  scopes: ['write'],
  of: devGroups,
  writes: { kind: 'edit', entity },
  body: z
    .strictObject(
      Object.fromEntries(fields.map(({ column, airtable }) => [column, day.meta({ description: airtable })])),
    )
    .refine((body) => Object.keys(body).length > 0, {
      error: 'It names nothing to edit.',
      when: ({ issues }) => issues.length === 0,
    })
    .meta({ override: { minProperties: 1 } }),
});
