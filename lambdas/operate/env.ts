import * as z from 'zod';
import { QueueUrls } from '#core/queue-urls.ts';

export const Env = z.object({
  LANDING_BUCKET: z.string(),
  /** JSON: the doorbell of each live unit, by its name. */
  QUEUE_URLS: QueueUrls,
  DATABASE_HOST: z.string(),
  DATABASE_PORT: z.coerce.number().int(),
  DATABASE_NAME: z.string(),
});
export type Env = z.infer<typeof Env>;
