import * as z from 'zod';

export const Env = z.object({
  DATABASE_HOST: z.string(),
  DATABASE_PORT: z.coerce.number().int(),
  DATABASE_NAME: z.string(),
  /** The bell of whoever drains the write-backs. */
  WRITE_BACKS_QUEUE_URL: z.string(),
});
export type Env = z.infer<typeof Env>;
