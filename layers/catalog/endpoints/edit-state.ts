import * as z from 'zod';

/** An edit that lies over a record, and how far other systems have learnt of it. */
export const editState = z.strictObject({
  field: z.string(),
  value: z.string().nullable().meta({ format: 'date' }),
  state: z.enum(['waiting', 'sending', 'done', 'failed', 'conflict']).meta({
    description:
      '`waiting`: still to be sent. `sending`: on its way. `done`: Airtable and Asana have it, and a pull that knows it is ' +
      'still to come. `failed`: one of them does not take it. `conflict`: one of them had another value than was seen here, ' +
      'and was left alone.',
  }),
  last_error: z.string().nullable().meta({ description: 'Why it failed, and what to do.' }),
  edited_at: z.string().meta({ format: 'date-time' }),
  edited_by: z.string().meta({ description: 'The subject of the token.' }),
});
