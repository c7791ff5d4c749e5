import * as z from 'zod';
import { exactly, listEndpoint } from '#core/api/list-endpoint.ts';

const time = z.string().meta({ format: 'date-time' });

export const writeBackList = listEndpoint({
  name: 'write-backs',
  path: '/write-backs',
  summary: 'What Airtable and Asana are still to learn, and what became of it',
  description:
    'One for each record of a destination that an edit concerns. Several of one record are sent as one; those that the ' +
    'newest makes needless are `superseded`.',
  scopes: ['read'],
  // It speaks of now.
  feeds: [],
  sorts: ['id', 'updated_at'],
  findsItems: true,
  filters: {
    status: z
      .enum(['pending', 'in_flight', 'done', 'failed', 'superseded'])
      .optional()
      .meta({ description: 'Only those.' }),
    destination: exactly('Only those for this system, such as `airtable`.'),
    entity_id: exactly('Only those of this record: an id of Airtable, or the gid of a task in Asana.'),
  },
  item: z.strictObject({
    id: z.string(),
    destination: z.string(),
    entity_type: z.string(),
    entity_id: z.string(),
    status: z.string().meta({ description: '`pending`, `in_flight`, `done`, `failed` or `superseded`.' }),
    attempts: z.int().min(0),
    next_attempt_at: time.nullable().meta({ description: 'Null unless it is pending.' }),
    error_code: z
      .string()
      .nullable()
      .meta({ description: 'Stable; `conflict` where the destination had another value.' }),
    last_error: z.string().nullable(),
    fields: z.record(z.string(), z.unknown()).nullable().meta({
      description: 'What the destination is to have, by its own names; null where nobody can tell.',
    }),
    found: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'What the destination had at a conflict. A retry overwrites exactly that.' }),
    edit: z
      .strictObject({
        event: z.int(),
        fields: z.array(z.string()).meta({ description: 'The columns that were edited.' }),
        edited_by: z.string(),
        edited_at: time,
      })
      .nullable()
      .meta({ description: 'Null where no edit of ours asked for it.' }),
    superseded_by: z.string().nullable().meta({ description: 'The write-back that took over.' }),
    created_at: time,
    updated_at: time,
    done_at: time.nullable(),
  }),
});
