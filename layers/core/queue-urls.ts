import * as z from 'zod';

/** The doorbell of each unit: a JSON object in an environment variable, unit name → queue URL. */
export const QueueUrls = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.url()));
export type QueueUrls = z.infer<typeof QueueUrls>;
