import * as z from 'zod';

/** One CSV of a run. */
export const ExportedFile = z.strictObject({
  name: z.string(),
  rows: z.int(),
  sizeBytes: z.int(),
  sha256: z.string(),
  /** Rows that lack a required value; they stand in `rejectedFile` with the reason. */
  rejected: z.int(),
  rejectedFile: z.string().nullable(),
  /** How it is written, so that it can be read and compared without the configuration. */
  keyColumns: z.array(z.string()),
  nullText: z.string(),
  lineEnd: z.enum(['lf', 'crlf']),
});
export type ExportedFile = z.infer<typeof ExportedFile>;

/** A feed whose data was not as fresh as it should be when the run began. */
export const LateFeed = z.strictObject({
  feed: z.string(),
  because: z.enum(['halted', 'stale']),
  detail: z.string(),
});
export type LateFeed = z.infer<typeof LateFeed>;

/** A check that failed. */
export const FailedCheck = z.strictObject({
  code: z.enum(['rows-out-of-band', 'keys-repeat', 'reference-dangles', 'too-many-rejected']),
  csv: z.string(),
  message: z.string(),
});
export type FailedCheck = z.infer<typeof FailedCheck>;

/** What differs of one CSV since another run. */
export const ChangedFile = z.strictObject({
  name: z.string(),
  /** Rows that are new or changed, which stand in `file` as they stand in the CSV. */
  rows: z.int(),
  file: z.string().nullable(),
  /** Rows that are gone, whose keys (without keys: all of it) stand in `goneFile`. */
  gone: z.int(),
  goneFile: z.string().nullable(),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

/** What a run wrote, beside its files as `manifest.json`: the set is complete when this is there. */
export const Manifest = z.strictObject({
  unit: z.string(),
  run: z.int(),
  /** The greatest event that had put a file in force; null before the first. */
  asOfEvent: z.string().nullable(),
  /** Sha-256 of the configuration, which is kept under it. */
  configuration: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  lateFeeds: z.array(LateFeed),
  files: z.array(ExportedFile),
  failedChecks: z.array(FailedCheck),
  /** Where somebody asked for it: what differs since an earlier run. */
  changes: z.strictObject({ since: z.int(), files: z.array(ChangedFile) }).nullable(),
  /** Why it was not published, or null. */
  heldBack: z.enum(['checks', 'past']).nullable(),
});
export type Manifest = z.infer<typeof Manifest>;

/** `latest.json`: the newest published run of a unit. */
export const Latest = z.strictObject({
  run: z.int(),
  asOfEvent: z.string().nullable(),
  manifest: z.string(),
});
export type Latest = z.infer<typeof Latest>;

/** Where the objects of exports lie in the exports bucket. */
export const exportKeys = {
  ofUnit: (unit: string): string => `exports/${unit}/`,
  ofRun: (unit: string, run: number): string => `exports/${unit}/${run}/`,
  file: (unit: string, run: number, name: string): string => `exports/${unit}/${run}/${name}`,
  /** Beside the full set: what differs since another run. */
  changed: (unit: string, run: number, name: string): string => `exports/${unit}/${run}/changed/${name}`,
  manifest: (unit: string, run: number): string => `exports/${unit}/${run}/manifest.json`,
  latest: (unit: string): string => `exports/${unit}/latest.json`,
  delivered: (folder: string, name: string): string => `delivery/${folder}/${name}`,
  /** Written last: while it is there, the files beside it are one complete set. */
  marker: (folder: string): string => `delivery/${folder}/complete.json`,
} as const;
