import * as z from 'zod';
import { Feed } from './feed.ts';

/** A tenant: its own prefix in the landing bucket, its own queue, its own schema, its own roles. */
export const BusinessUnit = z.strictObject({
  /** The prefix of its keys and the word on the command line. */
  name: z.string().regex(/^[a-z][a-z0-9]*$/),
  title: z.string(),
  /** Its PostgreSQL schema. */
  schema: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** IANA name. */
  timeZone: z.string(),
  feeds: z.array(Feed).min(1),
});
export type BusinessUnit = z.infer<typeof BusinessUnit>;

/** What a database role may do inside its unit's schema. None owns anything. */
export type RolePurpose = 'loader' | 'exporter' | 'api' | 'reader' | 'operator';

/** The database role of one purpose in one unit, as the migrations create it and IAM tokens name it. */
export function databaseRole(unitName: string, purpose: RolePurpose): string {
  return `millrace_${unitName}_${purpose}`;
}

/** The role that notes what belongs to no unit, and the runs of the reconciler in every unit. */
export const reconcilerRole = 'millrace_reconciler';
