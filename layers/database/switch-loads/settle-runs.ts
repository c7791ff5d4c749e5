import * as z from 'zod';
import { decideClosing, type RunFacts, type RunStanding } from '#core/load/decide-closing.ts';
import type { LoadSwitch } from '#core/load/ports.ts';
import { FileRow, fileOf } from '../load-ledger/read-feeds.ts';
import type { Transaction } from '../transaction.ts';
import readRuns from './read-runs.sql' with { type: 'text' };

const RunRow = z.object({
  full_run: z.string(),
  is_touched: z.boolean(),
  was_closed: z.number().nullable(),
  was_withheld: z.number().nullable(),
  counts: z.boolean(),
  is_whole: z.boolean().nullable(),
  unreadable: z.number(),
  skipped_parts: z.array(z.number()),
  last_part: FileRow.nullable(),
  last_load: z.number().nullable(),
  last_place: z.number().nullable(),
});

/** A full run with what becomes of it. `place`: of its closing, among those of the counted loads. */
export type SettledRun = RunFacts & { becomes: RunStanding; place: number | null };

/** Every full run of the feed as it stands after the switch. Wants `counted_loads`. */
export async function settleRuns(
  transaction: Transaction,
  change: Pick<LoadSwitch, 'feed' | 'retire' | 'cause' | 'close'>,
): Promise<SettledRun[]> {
  const { rows } = await transaction.query(readRuns, [change.feed, change.retire]);
  return rows.map((row) => {
    const parsed = RunRow.parse(row);
    const facts = factsOf(parsed);
    const place = parsed.last_place === null ? null : parsed.last_place + 1;
    return { ...facts, becomes: decideClosing(facts, change), place };
  });
}

/** Whether the run resets the feed otherwise than before: then every record of the feed is touched. */
export function isReset({ isTouched, wasClosed, becomes }: SettledRun): boolean {
  const isClosed = becomes.standing === 'closed';
  return isTouched ? isClosed || wasClosed !== null : isClosed && wasClosed === null;
}

function factsOf(row: z.infer<typeof RunRow>): RunFacts {
  return {
    fullRun: row.full_run,
    isTouched: row.is_touched,
    wasClosed: row.was_closed,
    wasWithheld: row.was_withheld,
    remaining:
      row.last_part === null || row.last_load === null
        ? null
        : {
            isWhole: row.is_whole === true,
            lastPart: fileOf(row.last_part),
            lastLoad: row.last_load,
            unreadable: row.unreadable,
            skippedParts: row.skipped_parts,
          },
  };
}
