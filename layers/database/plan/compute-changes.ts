import type { ChangeCounts } from '#core/load/ports.ts';
import type { PlannedFile, PlannedOutcome } from '#core/plan/plan-file.ts';
import { createAbsenceSet, createChangeSet, type LiveBefore } from '../load-ledger/change-set.ts';
import { findHidden } from '../load-ledger/close-run.ts';
import countChangeSet from '../load-ledger/count-change-set.sql' with { type: 'text' };
import dropChangeSet from '../load-ledger/drop-change-set.sql' with { type: 'text' };
import readLiveBefore from '../load-ledger/read-live-before.sql' with { type: 'text' };
import summarizeChangeSet from '../load-ledger/summarize-change-set.sql' with { type: 'text' };
import countStateChanges from '../switch-loads/count-state-changes.sql' with { type: 'text' };
import createCountedLoads from '../switch-loads/create-counted-loads.sql' with { type: 'text' };
import { foldAgain } from '../switch-loads/fold-again.ts';
import { isReset, settleRuns } from '../switch-loads/settle-runs.ts';
import type { Transaction } from '../transaction.ts';
import collectAbsences from './collect-absences.sql' with { type: 'text' };
import collectChanges from './collect-changes.sql' with { type: 'text' };
import collectSwitch from './collect-switch.sql' with { type: 'text' };
import countOvertaken from './count-overtaken.sql' with { type: 'text' };
import { plannedLoad } from './planned-load.ts';

type Computed = Pick<PlannedOutcome, 'counts' | 'ids' | 'overtaken' | 'withheld' | 'closing'>;

/** What a file after all others would do: the change set of its load, and of closing the run that it is. */
export async function computeLoad(
  transaction: Transaction,
  file: PlannedFile,
  lines: number,
): Promise<Computed> {
  const ids = await createChangeSet(transaction, plannedLoad, file.feed, lines);
  const { rows } = await transaction.query<ChangeCounts>(summarizeChangeSet);
  const { inserted, updated, unchanged, deleted } = rows[0] as ChangeCounts;
  await transaction.query(collectChanges, [file.feed]);
  await transaction.query(dropChangeSet);
  const counts = { inserted, updated, unchanged, deleted };
  const isWhole = file.kind === 'full' && file.runKey === null;
  if (!isWhole && !file.completesRun) return { counts, ids, overtaken: 0, withheld: false, closing: null };
  const { unreadable, skippedParts } = await findHidden(transaction, file.feed, file.fullRun);
  if (unreadable > 0 || skippedParts.length > 0) {
    return { counts, ids, overtaken: 0, withheld: true, closing: null };
  }
  await createAbsenceSet(transaction, file.feed, file.fullRun);
  if (!isWhole) {
    const closing = await planClosing(transaction, file, deleted);
    return { counts, ids, overtaken: 0, withheld: false, closing };
  }
  const absent = (await transaction.query(collectAbsences, [file.feed])).rowCount ?? 0;
  const all = { ...counts, deleted: deleted + absent };
  return { counts: all, ids, overtaken: 0, withheld: false, closing: null };
}

/** What closing the run of a part would delete: it is not the part that does. */
async function planClosing(
  transaction: Transaction,
  { feed, fullRun }: PlannedFile,
  deletedByPart: number,
): Promise<PlannedOutcome['closing']> {
  const absent = await transaction.query<{ records: number }>(countChangeSet);
  const { records: deleted } = absent.rows[0] as { records: number };
  const before = await transaction.query<LiveBefore>(readLiveBefore, [feed, fullRun]);
  const { beside_run: live, deleted: deletedByRun } = before.rows[0] as LiveBefore;
  return { deleted, guard: { deletes: deletedByRun + deletedByPart + deleted, live } };
}

type Changes = ChangeCounts & { absent: number; entered: number };

/** What a file would do that takes a place in the past. */
export async function computeSwitch(transaction: Transaction, file: PlannedFile): Promise<Computed> {
  const { feed, correctsLoad } = file;
  const retire = correctsLoad === null ? [] : [correctsLoad];
  const change = {
    feed,
    retire,
    cause: correctsLoad === null ? 'late-file' : 'correction',
    close: null,
  } as const;
  await transaction.query(createCountedLoads, [feed, retire, [plannedLoad]]);
  const runs = await settleRuns(transaction, change);
  const closed = runs.filter(({ becomes }) => becomes.standing === 'closed').map((run) => run.fullRun);
  const fold = { feed, retire, enter: [plannedLoad], steps: false };
  await foldAgain(transaction, fold, closed, runs.some(isReset));
  const { rows } = await transaction.query<Changes>(countStateChanges);
  const { inserted, updated, unchanged, deleted, absent, entered } = rows[0] as Changes;
  await transaction.query(collectSwitch, [file.feed]);
  const later = await transaction.query<{ records: number }>(countOvertaken, [file.feed]);
  return {
    counts: { inserted, updated, unchanged, deleted: deleted + absent },
    ids: entered,
    overtaken: later.rows[0]?.records ?? 0,
    withheld: runs.some(
      ({ fullRun, becomes }) => fullRun === file.fullRun && becomes.standing === 'withheld',
    ),
    closing: null,
  };
}
