import * as z from 'zod';

export const Env = z.object({
  BUSINESS_UNIT: z.string(),
  LANDING_BUCKET: z.string(),
  /** The unit's own doorbell. */
  QUEUE_URL: z.url(),
  DATABASE_HOST: z.string(),
  DATABASE_PORT: z.coerce.number().int(),
  DATABASE_NAME: z.string(),
  /** Connections over which one file is staged. */
  COPY_CONNECTIONS: z.coerce.number().int().min(1).max(8),
});
export type Env = z.infer<typeof Env>;
