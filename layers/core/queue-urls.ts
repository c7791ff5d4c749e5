import * as z from 'zod';
import { NotFound } from './errors.ts';

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

/** @throws NotFound `no-queue` for a unit that the environment does not name */
export function findQueueUrl(urls: QueueUrls, unitName: string): string {
  const url = urls[unitName];
  if (url === undefined) throw new NotFound('no-queue', `QUEUE_URLS has no queue for ${unitName}.`);
  return url;
}
