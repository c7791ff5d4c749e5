import * as z from 'zod';

/** What the command line asks of the function `operate`. Times are ISO 8601 in UTC, ids decimal strings. */
const unit = z.string();
const page = { limit: z.int().min(1).max(1000).default(50) };

export const StatusRequest = z.strictObject({ verb: z.literal('status'), unit: unit.optional() });
export const EventsRequest = z.strictObject({
  verb: z.literal('events'),
  unit,
  /** Only events with a greater id, oldest first; without it the newest `limit`, still oldest first. */
  after: z.string().regex(/^\d+$/).optional(),
  type: z.string().optional(),
  ...page,
});
export const RejectsRequest = z.strictObject({
  verb: z.literal('rejects'),
  unit,
  /** A key, an `s3://` URI or the id of an event; without it the newest load that rejected anything. */
  file: z.string().optional(),
  afterLine: z.string().regex(/^\d+$/).optional(),
  ...page,
});
/** Where one landed object stands: what `load` polls while it waits. */
export const FileRequest = z.strictObject({
  verb: z.literal('file'),
  unit,
  key: z.string(),
  versionId: z.string().optional(),
});
/** Whoever asks names a file and says who they are; `dryRun` only says where the file stands and what would be refused. */
const change = {
  unit,
  /** A key, an `s3://` URI or the id of an event. */
  file: z.string(),
  by: z.string().min(1).max(200),
  dryRun: z.boolean().default(false),
};
/** Tries a halted file again; with `acceptDeletes` the deletion guard lets exactly this file through. */
export const ResumeRequest = z.strictObject({
  verb: z.literal('resume'),
  ...change,
  acceptDeletes: z.boolean().default(false),
});
/** Leaves a file out; one that is in force is taken out. */
export const SkipRequest = z.strictObject({
  verb: z.literal('skip'),
  ...change,
  reason: z.string().trim().min(1).max(2000),
});
/** Takes back that a file was left out. */
export const UnskipRequest = z.strictObject({ verb: z.literal('unskip'), ...change });
export type ChangeRequest = z.infer<typeof ResumeRequest | typeof SkipRequest | typeof UnskipRequest>;

/**
 * Has every file in force from an event on replayed, without some of them; a reason is wanted unless it is a dry run.
 */
export const ReplayRequest = z.strictObject({
  verb: z.literal('replay'),
  unit,
  /** The id of any event; a key or an `s3://` URI stands for the event that put the file in force. */
  from: z.string(),
  /** Files to leave out, each by a key, an `s3://` URI or the id of an event. */
  without: z.array(z.string()).max(100).default([]),
  reason: z.string().trim().min(1).max(2000).optional(),
  by: change.by,
  dryRun: change.dryRun,
});
export type ReplayRequest = z.infer<typeof ReplayRequest>;

/** Folds one feed from its history and compares that with the state that is kept. */
export const VerifyRequest = z.strictObject({ verb: z.literal('verify'), unit, feed: z.string() });

/** What a file would do if it landed now; the changed records come in pages, by id. */
export const PlanRequest = z.strictObject({
  verb: z.literal('plan'),
  unit,
  /** The key, or `s3://` URI, that it lies under or would land under. */
  file: z.string(),
  /** Where it was put aside, under `PLAN/`; without it, it lies where it belongs. */
  aside: z.string().optional(),
  afterId: z.string().optional(),
  ...page,
});
export type PlanRequest = z.infer<typeof PlanRequest>;

/** One record as it is, or as it was when the event `asOf` was the newest; without a feed the only one that knows the id. */
export const ShowRequest = z.strictObject({
  verb: z.literal('show'),
  unit,
  id: z.string().min(1),
  feed: z.string().optional(),
  asOf: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
export type ShowRequest = z.infer<typeof ShowRequest>;

/** What happened to one record. */
export const HistoryRequest = z.strictObject({
  verb: z.literal('history'),
  unit,
  id: z.string().min(1),
  feed: z.string().optional(),
});
export type HistoryRequest = z.infer<typeof HistoryRequest>;

/** Where the stage is, and the names of what a person or script talks to beside `operate`. */
export const DescribeRequest = z.strictObject({ verb: z.literal('describe') });

export const OperateRequest = z.discriminatedUnion('verb', [
  StatusRequest,
  EventsRequest,
  RejectsRequest,
  FileRequest,
  ResumeRequest,
  SkipRequest,
  UnskipRequest,
  ReplayRequest,
  VerifyRequest,
  PlanRequest,
  ShowRequest,
  HistoryRequest,
  DescribeRequest,
]);
export type OperateRequest = z.infer<typeof OperateRequest>;
