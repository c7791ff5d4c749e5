import * as z from 'zod';

/** One version of one object of the landing bucket. */
export const NamedVersion = z.object({ key: z.string(), versionId: z.string(), sizeBytes: z.number() });
export type NamedVersion = z.infer<typeof NamedVersion>;

/** What the ledger has and the bucket has not. */
export const MissingVersion = NamedVersion.omit({ sizeBytes: true }).extend({
  feed: z.string(),
  /** A load of it counts: a replay would have to take its raw records. */
  inForce: z.boolean(),
});
export type MissingVersion = z.infer<typeof MissingVersion>;

/** A finding: how many there are, and the first of them. */
const finding = <Item extends z.ZodType>(item: Item) => z.object({ count: z.number(), first: z.array(item) });

/** The whole bucket against the ledger of one unit. */
export const BucketReport = z.object({
  unit: z.string(),
  /** Versions that the bucket holds under the unit's prefixes. */
  listed: z.number(),
  /** Versions that the ledger did not know; announced to the loader unless it was only asked. */
  unregistered: finding(NamedVersion),
  /** Files in force first. */
  missing: finding(MissingVersion),
  /** Versions under no unit's prefix. */
  unrouted: finding(NamedVersion),
});
export type BucketReport = z.infer<typeof BucketReport>;

/** What `reconcile-landing` is asked by a person. Its schedule asks for nothing in particular. */
export const ReconcileRequest = z.object({
  reconcile: z.object({ unit: z.string(), dryRun: z.boolean() }),
});
export type ReconcileRequest = z.infer<typeof ReconcileRequest>;

/** How many of each finding a report names. */
export const findingsShown = 1000;
