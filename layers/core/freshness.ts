import * as z from 'zod';

/**
 * How old the data of a feed is, under the names that whoever reads the data knows: the same object in every answer.
 * Times are ISO 8601 in UTC, and so are durations: `P1D`, `PT5H12M`.
 */
export const Freshness = z.object({
  /** When the newest file in force was applied; null when none is in force. */
  last_applied_at: z.string().nullable(),
  /** The cadence of the feed; null: it may be of any age. */
  expected_every: z.string().nullable(),
  /** Older than that. A feed that never had a file is not in use yet. */
  is_stale: z.boolean(),
  /** How long ago the newest file in force landed: applying it late, or once more, makes it no younger. */
  lag: z.string().nullable(),
});
export type Freshness = z.infer<typeof Freshness>;
