import * as z from 'zod';

export const Env = z.object({
  BUSINESS_UNIT: z.string(),
  EXPORTS_BUCKET: z.string(),
  /** How many CSVs are written at a time. */
  EXPORT_CONNECTIONS: z.coerce.number().int().min(1).max(16),
  DATABASE_HOST: z.string(),
  DATABASE_PORT: z.coerce.number().int(),
  DATABASE_NAME: z.string(),
});
export type Env = z.infer<typeof Env>;
