import * as z from 'zod';

export const Env = z.object({
  BUSINESS_UNIT: z.string(),
  /** Its own doorbell. */
  QUEUE_URL: z.url(),
  /** Where each destination is and who we are there. */
  AIRTABLE_SECRET_ARN: z.string(),
  ASANA_SECRET_ARN: z.string(),
  DATABASE_HOST: z.string(),
  DATABASE_PORT: z.coerce.number().int(),
  DATABASE_NAME: z.string(),
});
export type Env = z.infer<typeof Env>;
