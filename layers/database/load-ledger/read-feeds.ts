import * as z from 'zod';
import type { FeedFacts, LandedFile, NextFile, OpenRun } from '#core/load/ports.ts';
import type { Transaction } from '../transaction.ts';
import readFeedsSql from './read-feeds.sql' with { type: 'text' };

/** A row of `landed_files` as json. */
export const FileRow = z.object({
  landed_file: z.number(),
  bucket: z.string(),
  key: z.string(),
  version_id: z.string(),
  size_bytes: z.number(),
  feed: z.string(),
  shape: z.string(),
  kind: z.enum(['delta', 'full']),
  run_key: z.string().nullable(),
  part: z.number().nullable(),
  order_key: z.string(),
  discovered_at: z.string(),
  deletes_accepted_at: z.string().nullable(),
});
const NextRow = FileRow.extend({
  landed_parts: z.array(z.number()),
  corrects_load: z.number().nullable(),
  run_is_settled: z.boolean(),
  late_accepted: z.boolean(),
});
const RunRow = z.object({
  full_run: z.string(),
  parts: z.array(z.number()),
  withheld: z.boolean(),
  last_discovered_at: z.string(),
  last_part: FileRow,
  last_load: z.number(),
});
const FeedRow = z.object({
  feed: z.string(),
  read_at: z.date(),
  merge: z.enum(['patch', 'replace']),
  late: z.enum(['fold', 'halt']),
  hold_back_ms: z.number(),
  deletion_guard: z.number(),
  reject_share: z.number(),
  halted: z.array(z.string()),
  last_order_key: z.string().nullable(),
  shape_in_use: z.string().nullable(),
  next: NextRow.nullable(),
  open_runs: z.array(RunRow),
  replay_from: z.string().nullable(),
  left_out: z.array(z.coerce.number()),
  uninspected: z.number().nullable(),
});

/** Planning it takes longer than running it, so that each connection prepares it once. */
const readFeedsStatement = { name: 'read-feeds', text: readFeedsSql };

/** For each feed of the unit all that decides what it needs next, as one statement sees it. */
export async function readFeeds(transaction: Transaction): Promise<FeedFacts[]> {
  const { rows } = await transaction.query(readFeedsStatement);
  return rows.map((row) => factsOf(FeedRow.parse(row)));
}

function factsOf(row: z.infer<typeof FeedRow>): FeedFacts {
  return {
    feed: row.feed,
    readAt: row.read_at,
    settings: {
      merge: row.merge,
      late: row.late,
      holdBackMs: row.hold_back_ms,
      deletionGuard: row.deletion_guard,
      rejectShare: row.reject_share,
    },
    halted: row.halted,
    lastOrderKey: row.last_order_key,
    shapeInUse: row.shape_in_use,
    next: row.next && nextOf(row.next),
    openRuns: row.open_runs.map(runOf),
    replayFrom: row.replay_from,
    leftOut: row.left_out,
    uninspected: row.uninspected,
  };
}

function nextOf(row: z.infer<typeof NextRow>): NextFile {
  return {
    ...fileOf(row),
    landedParts: row.landed_parts,
    correctsLoad: row.corrects_load,
    runIsSettled: row.run_is_settled,
    lateAccepted: row.late_accepted,
  };
}

function runOf(row: z.infer<typeof RunRow>): OpenRun {
  return {
    fullRun: row.full_run,
    parts: row.parts,
    withheld: row.withheld,
    lastDiscoveredAt: new Date(row.last_discovered_at),
    lastPart: fileOf(row.last_part),
    lastLoad: row.last_load,
  };
}

export function fileOf(row: z.infer<typeof FileRow>): LandedFile {
  return {
    landedFile: row.landed_file,
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    sizeBytes: row.size_bytes,
    feed: row.feed,
    shape: row.shape,
    kind: row.kind,
    runKey: row.run_key,
    part: row.part,
    orderKey: row.order_key,
    discoveredAt: new Date(row.discovered_at),
    deletesAccepted: row.deletes_accepted_at !== null,
  };
}
