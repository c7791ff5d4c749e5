import * as z from 'zod';
import type { BusinessUnit } from './business-unit.ts';
import { NotFound } from './errors.ts';

/** The doorbell of each live unit: a JSON object in an environment variable, unit name → queue URL. */
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
  if (url !== undefined) return url;
  const live = Object.keys(urls).join(', ') || 'none';
  throw new NotFound('no-queue', `${unitName} is not live in this stage, so it has no queue. Live: ${live}.`);
}

/** Those of the units that are live in this stage: each has a queue. The others have a schema and nothing that runs. */
export function liveUnits(units: readonly BusinessUnit[], urls: QueueUrls): BusinessUnit[] {
  return units.filter(({ name }) => urls[name] !== undefined);
}
