import * as z from 'zod';

const time = z.string();
const id = z.string();

export const HaltedFile = z.object({
  file: z.string(),
  code: z.string(),
  message: z.string(),
  since: time,
  event: id,
});
export type HaltedFile = z.infer<typeof HaltedFile>;

export const FeedStatus = z.object({
  feed: z.string(),
  /** Live records, and the exclusive-or of their hashes: two environments compare at a glance. */
  live: z.number(),
  stateHash: z.string(),
  lastApplied: z.object({ file: z.string(), at: time, event: id }).nullable(),
  pending: z.number(),
  /** The file that is waited for or loading, and why it is not done; null when nothing is pending. */
  waiting: z.object({ file: z.string(), reason: z.string(), until: time.nullable() }).nullable(),
  halted: HaltedFile.nullable(),
});
export type FeedStatus = z.infer<typeof FeedStatus>;

export const OpenAlert = z.object({
  raisedAt: time,
  kind: z.string(),
  severity: z.enum(['warning', 'critical']),
  subject: z.string(),
  code: z.string(),
  message: z.string(),
});
export type OpenAlert = z.infer<typeof OpenAlert>;

export const UnitStatus = z.object({
  unit: z.string(),
  title: z.string(),
  /** Who loads now; null when nobody does. */
  loader: z.object({ holder: z.string(), epoch: z.number(), heartbeatAt: time }).nullable(),
  feeds: z.array(FeedStatus),
  alerts: z.array(OpenAlert),
});
export type UnitStatus = z.infer<typeof UnitStatus>;

export const StatusResponse = z.object({
  units: z.array(UnitStatus),
  /** A halted file, a stale lease or an open critical alert: somebody has to do something. */
  stuck: z.boolean(),
});
export type StatusResponse = z.infer<typeof StatusResponse>;

export const EventView = z.object({
  id,
  eventTime: time,
  eventType: z.string(),
  sourceFile: z.string().nullable(),
  entityType: z.string().nullable(),
  processed: z.number().nullable(),
  inserted: z.number().nullable(),
  updated: z.number().nullable(),
  unchanged: z.number().nullable(),
  deleted: z.number().nullable(),
  rejected: z.number().nullable(),
  errorMessage: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  replayDate: time.nullable(),
});
export type EventView = z.infer<typeof EventView>;
export const EventsResponse = z.object({ events: z.array(EventView) });
export type EventsResponse = z.infer<typeof EventsResponse>;

export const RejectView = z.object({
  line: id,
  byteOffset: id,
  code: z.string(),
  reason: z.string(),
  /** The raw bytes, at most 64 KiB of them, in base64, and how long the line really was. */
  rawBase64: z.string(),
  rawLength: z.number(),
});
export type RejectView = z.infer<typeof RejectView>;
export const RejectsResponse = z.object({
  /** The file whose rejects these are; null when no load rejected anything. */
  file: z.string().nullable(),
  load: id.nullable(),
  total: z.number(),
  rejects: z.array(RejectView),
});
export type RejectsResponse = z.infer<typeof RejectsResponse>;

/** `unknown`: no event named it yet. `pending` is also a file in force whose full run is about to be closed. */
export const FileState = z.enum([
  'unknown',
  'pending',
  'loading',
  'applied',
  'halted',
  'skipped',
  'ignored',
  'duplicate',
  'superseded',
]);
export type FileState = z.infer<typeof FileState>;

export const FileResponse = z.object({
  state: FileState,
  feed: z.string().nullable(),
  /** While it loads: how far staging is. */
  progress: z.object({ rows: z.number(), bytes: z.number(), totalBytes: z.number() }).nullable(),
  /** Why it waits, was ignored, was left out or is halted, and what to do. */
  reason: z.string().nullable(),
  /** The newest event of the file. */
  event: EventView.nullable(),
});
export type FileResponse = z.infer<typeof FileResponse>;

/** Where one version of one object stands, before or after an operator's word on it. */
export const FileStanding = z.object({
  file: z.string(),
  /** Its newest event: names this version, whatever lands since. */
  event: id,
  versionId: z.string(),
  sizeBytes: z.number(),
  feed: z.string().nullable(),
  state: FileState,
  /** It counts: also while its full run is halted or withheld. */
  inForce: z.boolean(),
  /** A newer version of its key landed. */
  hasNewer: z.boolean(),
  /** Why it is halted; `guard` where the deletion guard did it. */
  halt: HaltedFile.omit({ file: true })
    .extend({
      /** What it would delete, of how many live records, and the share that its feed allows. */
      guard: z.object({ deletes: z.number(), live: z.number(), share: z.number() }).nullable(),
    })
    .nullable(),
  /** Its full run was complete, and this many absent records were not deleted. */
  withheld: z.object({ message: z.string(), absent: z.number(), event: id }).nullable(),
  /** Who left it out, and why. */
  skipped: z.object({ by: z.string().nullable(), reason: z.string().nullable(), event: id }).nullable(),
  /** Files of its feed that come after it: in force, and waiting. */
  laterInForce: z.number(),
  laterPending: z.number(),
});
export type FileStanding = z.infer<typeof FileStanding>;

/** The event that was written; null when it was only asked. The standing is that before it. */
export const ChangeResponse = z.object({ standing: FileStanding, event: id.nullable() });
export type ChangeResponse = z.infer<typeof ChangeResponse>;

export const DescribeResponse = z.object({
  landingBucket: z.string(),
  queues: z.record(z.string(), z.string()),
  units: z.array(z.object({ name: z.string(), title: z.string(), feeds: z.array(z.string()) })),
});
export type DescribeResponse = z.infer<typeof DescribeResponse>;

/** Every answer of `operate`: a result, or an error by its class with its stable code. */
export const OperateResponse = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ class: z.string(), code: z.string(), message: z.string() }),
  }),
]);
export type OperateResponse = z.infer<typeof OperateResponse>;
