import type { ChangeCounts, EnteringLoad, LandedFile, LoadSwitch } from '#core/load/ports.ts';
import { guardDeletes } from '../load-ledger/guard-deletes.ts';
import readLiveBefore from '../load-ledger/read-live-before.sql' with { type: 'text' };
import { updateFeedTotals } from '../load-ledger/update-feed-totals.ts';
import type { Transaction } from '../transaction.ts';
import countStateChanges from './count-state-changes.sql' with { type: 'text' };
import type { SettledRun } from './settle-runs.ts';
import { settleRun, writeEntering, writeRetired } from './write-switch-events.ts';

type Changes = ChangeCounts & { absent: number; entered: number; live_change: number; hash_change: string };
const nothing: ChangeCounts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };

/**
 * Writes the events of a switch that is no replay: one change of the state, counted as a whole. What a full run that is
 * closed with it lacks is counted by the event that closes it.
 */
export async function writeOutcome(
  transaction: Transaction,
  change: LoadSwitch,
  runs: readonly SettledRun[],
  startedMs: number,
): Promise<void> {
  const { rows } = await transaction.query<Changes>(countStateChanges);
  const changes = rows[0] as Changes;
  await guardSwitch(transaction, change, runs, changes);
  const totals = await updateFeedTotals(transaction, change.feed, changes.live_change, changes.hash_change);
  const closing = runs.find(({ becomes }) => becomes.standing === 'closed' && becomes.event === null);
  const counts = countsOf(changes, closing === undefined);
  const [entering] = change.enter;
  if (entering) {
    const facts = { ...totals, late: true, folded: entering.staged.totals.records - changes.entered };
    await writeEntering(transaction, entering, counts, facts, startedMs);
  } else {
    await writeRetired(transaction, change.retire, counts, totals);
  }
  for (const run of runs) {
    const more = change.cause === 'closing' ? counts : nothing;
    const mine = run === closing ? { ...more, deleted: more.deleted + changes.absent } : nothing;
    await settleRun(transaction, change, run, mine, totals);
  }
}

function countsOf(
  { inserted, updated, unchanged, deleted, absent }: Changes,
  withAbsent: boolean,
): ChangeCounts {
  return { inserted, updated, unchanged, deleted: deleted + (withAbsent ? absent : 0) };
}

/** Leaving a file out has no guard: whoever does it was told what it deletes. */
async function guardSwitch(
  transaction: Transaction,
  { feed, cause, policy, enter, close }: LoadSwitch,
  runs: readonly SettledRun[],
  { deleted, absent }: Changes,
): Promise<void> {
  if (cause === 'left-out') return;
  const file = answerable(enter, runs, close);
  if (!file) return;
  const { rows } = await transaction.query<{ live_records: number }>(readLiveBefore, [feed, null]);
  guardDeletes(file, policy, deleted + absent, (rows[0] as { live_records: number }).live_records);
}

/** The file that is halted when the guard does not let the deletes pass. */
function answerable(
  [entering]: readonly EnteringLoad[],
  runs: readonly SettledRun[],
  close: string | null,
): LandedFile | undefined {
  return entering?.file ?? runs.find((run) => run.fullRun === close)?.remaining?.lastPart;
}
