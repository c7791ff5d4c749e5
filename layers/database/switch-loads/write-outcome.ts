import { fullRunOf } from '#core/landing/full-run.ts';
import type { ChangeCounts, EnteringLoad, LandedFile, LoadSwitch } from '#core/load/ports.ts';
import type { LiveBefore } from '../load-ledger/change-set.ts';
import { corrects, describeCorrected } from '../load-ledger/describe-corrected.ts';
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
  const closing = runs.find(({ becomes }) => becomes.standing === 'closed' && becomes.event === null);
  const counts = countsOf(changes, closing === undefined);
  const [entering] = change.enter;
  const file = entering?.file ?? closing?.remaining?.lastPart;
  const before = await readBefore(transaction, change.feed, file);
  guardSwitch(change, runs, changes, before);
  const totals = await updateFeedTotals(transaction, change.feed, changes.live_change, changes.hash_change);
  const isCorrecting = file !== undefined && corrects(file, before.beside_run);
  if (entering) {
    const folded = entering.staged.totals.records - changes.entered;
    const corrected = isCorrecting && describeCorrected(counts, keptWrongly(entering, runs, changes));
    await writeEntering(
      transaction,
      entering,
      counts,
      { ...totals, late: true, folded, ...corrected },
      startedMs,
    );
  } else {
    await writeRetired(transaction, change.retire, counts, totals);
  }
  const more = change.cause === 'closing' ? counts : nothing;
  const closed = { ...more, deleted: more.deleted + changes.absent };
  const corrected = isCorrecting && { corrected: { kept_wrongly: changes.absent } };
  for (const run of runs) {
    if (run === closing) await settleRun(transaction, change, run, closed, { ...totals, ...corrected });
    else await settleRun(transaction, change, run, nothing, totals);
  }
}

function countsOf(
  { inserted, updated, unchanged, deleted, absent }: Changes,
  withAbsent: boolean,
): ChangeCounts {
  return { inserted, updated, unchanged, deleted: deleted + (withAbsent ? absent : 0) };
}

/** What is absent from the full run of a file that enters, as far as the event of the file can say it. */
function keptWrongly(
  { file }: EnteringLoad,
  runs: readonly SettledRun[],
  { absent }: Changes,
): number | undefined {
  const becomes = runs.find(({ fullRun }) => fullRun === fullRunOf(file))?.becomes;
  if (becomes?.standing !== 'closed') return undefined;
  const isToldByClosing = becomes.event === null && !becomes.run.isWhole;
  return isToldByClosing ? undefined : absent;
}

async function readBefore(
  transaction: Transaction,
  feed: string,
  file: LandedFile | undefined,
): Promise<LiveBefore> {
  const { rows } = await transaction.query<LiveBefore>(readLiveBefore, [feed, file && fullRunOf(file)]);
  return rows[0] as LiveBefore;
}

/** Leaving a file out has no guard: whoever does it was told what it deletes. */
function guardSwitch(
  { cause, policy, enter, close }: LoadSwitch,
  runs: readonly SettledRun[],
  { deleted, absent }: Changes,
  { live_records: live }: LiveBefore,
): void {
  const file = cause === 'left-out' ? undefined : answerable(enter, runs, close);
  if (file) guardDeletes(file, policy, deleted + absent, live);
}

/** The file that is halted when the guard does not let the deletes pass. */
function answerable(
  [entering]: readonly EnteringLoad[],
  runs: readonly SettledRun[],
  close: string | null,
): LandedFile | undefined {
  return entering?.file ?? runs.find((run) => run.fullRun === close)?.remaining?.lastPart;
}
