import * as z from 'zod';

const isoDuration = 'An ISO 8601 duration.';

/** How old the newest applied data of a source is. */
export const freshness = {
  source: z.string(),
  last_applied_at: z
    .string()
    .nullable()
    .meta({ format: 'date-time', description: 'When its newest data was applied; null: never.' }),
  expected_every: z
    .string()
    .nullable()
    .meta({ description: `${isoDuration} Null: whenever it comes.` }),
  is_stale: z
    .boolean()
    .meta({ description: 'The newest applied data is older than expected, or never came.' }),
  lag: z
    .string()
    .nullable()
    .meta({
      description: `${isoDuration} The age of the newest applied data in whole minutes; null: never came.`,
    }),
};
