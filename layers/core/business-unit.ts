import * as z from 'zod';
import { Feed } from './feed.ts';

/** When a unit's CSVs are written by themselves, and where they go. */
export const ExportSettings = z.strictObject({
  /** The hour of the unit's own day at which the night's run is due. */
  nightlyHour: z.int().min(0).max(23),
  /** How long it is tried again every quarter of an hour: a file that is halted may be loaded meanwhile. */
  windowHours: z.int().min(1).max(8),
  /**
   * What to do when a feed is halted or its data has stopped: `wait` for it, `refuse` until a person asks, or `publish`
   * with that fact in the manifest.
   */
  whenLate: z.enum(['wait', 'refuse', 'publish']),
  /** Below `delivery/` in the exports bucket: where the published set lies under its plain names; null: nowhere. */
  delivery: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .nullable(),
});
export type ExportSettings = z.infer<typeof ExportSettings>;

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
  /** Null: the unit publishes no CSVs. */
  exports: ExportSettings.nullable(),
});
export type BusinessUnit = z.infer<typeof BusinessUnit>;

/** What a database role may do inside its unit's schema. None owns anything. */
export type RolePurpose = 'loader' | 'exporter' | 'api' | 'reader' | 'operator' | 'drainer';

/** The database role of one purpose in one unit, as the migrations create it and IAM tokens name it. */
export function databaseRole(unitName: string, purpose: RolePurpose): string {
  return `millrace_${unitName}_${purpose}`;
}

/** The role that notes what belongs to no unit, and the runs of the reconciler in every unit. */
export const reconcilerRole = 'millrace_reconciler';
