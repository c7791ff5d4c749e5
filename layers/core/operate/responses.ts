import * as z from 'zod';
import { Freshness } from '../freshness.ts';

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

/** A replay that is asked for and not done. */
export const OpenReplay = z.object({
  since: time,
  /** The first file that is replayed, how many there are, and how many are staged again already. */
  file: z.string(),
  files: z.number(),
  staged: z.number(),
  /** The file that the replay cannot get past. */
  halted: HaltedFile.nullable(),
});
export type OpenReplay = z.infer<typeof OpenReplay>;

export const FeedStatus = z.object({
  feed: z.string(),
  /** Live records, and the exclusive-or of their hashes: two environments compare at a glance. */
  live: z.number(),
  stateHash: z.string(),
  lastApplied: z.object({ file: z.string(), at: time, event: id }).nullable(),
  freshness: Freshness,
  pending: z.number(),
  /** The file that is waited for or loading, and why it is not done; null when nothing is pending. */
  waiting: z.object({ file: z.string(), reason: z.string(), until: time.nullable() }).nullable(),
  halted: HaltedFile.nullable(),
  replay: OpenReplay.nullable(),
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

/** What one system still has to learn of edits, and what it refused. */
export const WriteBackTotals = z.object({
  destination: z.string(),
  open: z.number(),
  failed: z.number(),
  oldestOpenAt: time.nullable(),
  isPaused: z.boolean(),
});
export type WriteBackTotals = z.infer<typeof WriteBackTotals>;

export const UnitStatus = z.object({
  unit: z.string(),
  title: z.string(),
  /** Who loads now; null when nobody does. */
  loader: z.object({ holder: z.string(), epoch: z.number(), heartbeatAt: time }).nullable(),
  feeds: z.array(FeedStatus),
  alerts: z.array(OpenAlert),
  writeBacks: z.array(WriteBackTotals),
});
export type UnitStatus = z.infer<typeof UnitStatus>;

export const StatusResponse = z.object({
  units: z.array(UnitStatus),
  /** About what belongs to no unit. */
  alerts: z.array(OpenAlert),
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
  /** When somebody marked it for replay. */
  replayDate: time.nullable(),
  /** The event of the same file whose place it took. */
  replacesEvent: id.nullable(),
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

/**
 * `unknown`: no event named it yet. Three are in force until the loader has done what is due: `pending` is also a file
 * whose full run is about to be closed, `replaying` one that is to be replayed, `leaving` one that was left out.
 */
export const FileState = z.enum([
  'unknown',
  'pending',
  'loading',
  'applied',
  'halted',
  'replaying',
  'leaving',
  'skipped',
  'ignored',
  'duplicate',
  'superseded',
]);
export type FileState = z.infer<typeof FileState>;

export const FileResponse = z.object({
  state: FileState,
  /** It counts, whatever its state. */
  inForce: z.boolean(),
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

/** What the records of a feed would lose and get back without a file. */
export const TakenOut = z.object({ deleted: z.number(), updated: z.number(), inserted: z.number() });
export type TakenOut = z.infer<typeof TakenOut>;

/** The event that was written; null when it was only asked. The standing is that before it. */
export const ChangeResponse = z.object({
  standing: FileStanding,
  /** Of a file in force, when it was only asked what leaving it out would come to. */
  takesOut: TakenOut.nullable(),
  event: id.nullable(),
});
export type ChangeResponse = z.infer<typeof ChangeResponse>;

/** What a replay does to one feed. */
export const FeedReplay = z.object({
  feed: z.string(),
  files: z.number(),
  firstFile: z.string().nullable(),
  lastFile: z.string().nullable(),
  /** Files that are left out. */
  without: z.array(z.string()),
  /** Records that are folded again. */
  ids: z.number(),
  /** As long as the files took last time. */
  expectedSeconds: z.number(),
  /** As it is now. */
  live: z.number(),
  stateHash: z.string(),
  /** A file in the range that is halted: the replay waits until that is cleared. */
  halted: HaltedFile.nullable(),
});
export type FeedReplay = z.infer<typeof FeedReplay>;

/** `event`: what was written; null when it was only asked. */
export const ReplayResponse = z.object({
  from: z.object({ event: id, file: z.string().nullable() }),
  feeds: z.array(FeedReplay),
  event: id.nullable(),
});
export type ReplayResponse = z.infer<typeof ReplayResponse>;

/** One thing in which a record differs from what its history says; null where there is none. */
export const Disagreement = z.object({
  what: z.enum(['record', 'deleted', 'data', 'source file', 'line', 'hash']),
  kept: z.string().nullable(),
  folded: z.string().nullable(),
});
export const RecordDifference = z.object({ id, disagreements: z.array(Disagreement) });
export type RecordDifference = z.infer<typeof RecordDifference>;

const Totals = z.object({ live: z.number(), stateHash: z.string() });

/** One feed as it is kept, against the fold of its history. */
export const VerifyResponse = z.object({
  feed: z.string(),
  /** Loads in force, and records that they speak of. */
  loads: z.number(),
  records: z.number(),
  /** Records that disagree, and the first of them. */
  different: z.number(),
  differences: z.array(RecordDifference),
  kept: Totals,
  folded: Totals,
  seconds: z.number(),
});
export type VerifyResponse = z.infer<typeof VerifyResponse>;

export const DescribeResponse = z.object({
  /** The AWS account and region that the function runs in. */
  account: z.string(),
  region: z.string(),
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
