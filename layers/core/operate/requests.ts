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
/** Leaves a file out that is not in force. */
export const SkipRequest = z.strictObject({
  verb: z.literal('skip'),
  ...change,
  reason: z.string().trim().min(1).max(2000),
});
/** Takes back that a file was left out. */
export const UnskipRequest = z.strictObject({ verb: z.literal('unskip'), ...change });
export type ChangeRequest = z.infer<typeof ResumeRequest | typeof SkipRequest | typeof UnskipRequest>;

/** Names of what a person or script talks to beside `operate`. */
export const DescribeRequest = z.strictObject({ verb: z.literal('describe') });

export const OperateRequest = z.discriminatedUnion('verb', [
  StatusRequest,
  EventsRequest,
  RejectsRequest,
  FileRequest,
  ResumeRequest,
  SkipRequest,
  UnskipRequest,
  DescribeRequest,
]);
export type OperateRequest = z.infer<typeof OperateRequest>;
