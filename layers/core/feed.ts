import * as z from 'zod';
import { TraitPlaces } from './drift/trait-places.ts';

/**
 * One way in which a feed's files are named. The folder is below `<unit>/` or, for a shared feed, below `SHARED/`.
 * `YYYY` and `MM` in a folder stand for four and two digits.
 */
export const FileShape = z.strictObject({
  /** The word in messages, and what tells two shapes of one feed apart. */
  name: z.string(),
  scope: z.enum(['unit', 'shared']),
  folder: z.string(),
  /** What the file name begins with: `ecommerce`, `ChannelNode`. */
  stem: z.string(),
  /**
   * `timestamped`: `stem[_run][_full]_ts[_part].jsonl[.gz]`, a delta, or one part of a full run.
   * `snapshot`: the name never changes; each S3 version is the whole feed, ordered by its LastModified.
   */
  naming: z.enum(['timestamped', 'snapshot']),
  /** Whether the full file may say `_full`, and whether parts may follow the timestamp. */
  fullRuns: z.boolean(),
  /** A fixed suffix of a snapshot's name behind the stem, such as `_001`. */
  suffix: z.string().default(''),
  extensions: z.array(z.enum(['.jsonl', '.jsonl.gz', '.json'])).min(1),
});
export type FileShape = z.infer<typeof FileShape>;

/** What an operator may change for a feed of a unit; the catalog's values are where it starts. */
export const FeedSettings = z.strictObject({
  /** How a line changes the state of its record. */
  merge: z.enum(['patch', 'replace']),
  /** What happens to a file that lands after a later one of its feed was applied. */
  late: z.enum(['fold', 'halt']),
  /** How long a missing part is waited for. */
  holdBackSeconds: z.int().min(0),
  /** Share of the live records that one load may delete. */
  deletionGuard: z.number().min(0).max(1),
  /** Share of a file's lines that may be rejected. */
  rejectShare: z.number().min(0).max(1),
  /** The age at which the newest applied data is late; null: never. */
  cadenceHours: z.number().positive().nullable(),
});
export type FeedSettings = z.infer<typeof FeedSettings>;

/** A kind of file: order, lateness and halts concern one feed of one unit. */
export const Feed = z.strictObject({
  /** Also the name of the partition of `records` that people query. */
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: z.string(),
  format: z.enum(['jsonl', 'json-array']),
  files: z.array(FileShape).min(1),
  /** The member that identifies a record, or several, joined by `|`. */
  identity: z.array(z.string()).min(1),
  /**
   * For `json-array`: the member of each element whose elements are the records, and the member of the element that
   * each of them gets.
   */
  cut: z.strictObject({ records: z.string(), inherit: z.string() }).optional(),
  /** Where drift is looked for. Without it every member of a record is an attribute. */
  traits: TraitPlaces.optional(),
  settings: FeedSettings,
});
export type Feed = z.infer<typeof Feed>;
