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

export const FileResponse = z.object({
  /** `unknown`: no event named it yet. */
  state: z.enum(['unknown', 'pending', 'loading', 'applied', 'halted', 'ignored', 'duplicate', 'superseded']),
  feed: z.string().nullable(),
  /** While it loads: how far staging is. */
  progress: z.object({ rows: z.number(), bytes: z.number(), totalBytes: z.number() }).nullable(),
  /** Why it waits, was ignored or is halted, and what to do. */
  reason: z.string().nullable(),
  /** The newest event of the file. */
  event: EventView.nullable(),
});
export type FileResponse = z.infer<typeof FileResponse>;

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
