import * as z from 'zod';
import type { ReplayPlan } from '#core/load/ports.ts';
import { FileRow, fileOf } from '../load-ledger/read-feeds.ts';
import type { Transaction } from '../transaction.ts';
import listLoadsFrom from './list-loads-from.sql' with { type: 'text' };
import planReplaySql from './plan-replay.sql' with { type: 'text' };

const Totals = z.object({
  lines: z.number(),
  blankLines: z.number(),
  records: z.number(),
  rejects: z.number(),
  sourceBytes: z.number(),
  decompressedBytes: z.number(),
  sha256: z.string(),
});
const PlannedRow = z.object({
  file: FileRow,
  replaces: z.number().nullable(),
  is_correction: z.boolean(),
  staged_load: z.number().nullable(),
  staging: z.object({ totals: Totals, stagingMs: z.number(), stagedFrom: z.number().optional() }).nullable(),
});

/** What a replay of a feed from an order key on will stage, and which loads end with it. */
export async function planReplay(transaction: Transaction, feed: string, from: string): Promise<ReplayPlan> {
  const ending = await transaction.query<{ load_id: number }>(listLoadsFrom, [feed, from]);
  const { rows } = await transaction.query(planReplaySql, [feed, from]);
  return {
    retire: ending.rows.map((row) => row.load_id),
    files: rows.map((row) => {
      const {
        file,
        replaces,
        is_correction: isCorrection,
        staged_load: loadId,
        staging,
      } = PlannedRow.parse(row);
      const staged = loadId === null || staging === null ? null : { loadId, ...staging };
      return { file: fileOf(file), replaces, isCorrection, staged };
    }),
  };
}
