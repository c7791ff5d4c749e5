import type { LoadSwitch, SwitchOutcome } from '#core/load/ports.ts';
import { asVerdict } from '../load-ledger/guard-deletes.ts';
import { tellPlanner } from '../load-ledger/tell-planner.ts';
import { withLease } from '../load-ledger/with-lease.ts';
import type { Database } from '../open-database.ts';
import { carryRollups } from '../rollups/carry-rollups.ts';
import type { Transaction } from '../transaction.ts';
import createCountedLoads from './create-counted-loads.sql' with { type: 'text' };
import deleteSwitchedRecords from './delete-switched-records.sql' with { type: 'text' };
import discardKept from './discard-kept.sql' with { type: 'text' };
import { foldAgain } from './fold-again.ts';
import insertSwitchedRecords from './insert-switched-records.sql' with { type: 'text' };
import { isReset, settleRuns } from './settle-runs.ts';
import updateSwitchedRecords from './update-switched-records.sql' with { type: 'text' };
import viewChanges from './view-changes.sql' with { type: 'text' };
import { writeOutcome } from './write-outcome.ts';
import { writeSteps } from './write-steps.ts';

/**
 * One transaction: other loads count from now on; every record that the loads which come or go speak of, or every one
 * of the feed when a full run resets it otherwise, is folded again from its history; the events are written. Readers see
 * the state before, then that of a clean load of what counts.
 *
 * A replay writes what each file did at its place; anything else what it did to the state as it was.
 */
export function switchLoads(database: Database, epoch: number, change: LoadSwitch): Promise<SwitchOutcome> {
  const work = async (transaction: Transaction): Promise<SwitchOutcome> => {
    const startedMs = performance.now();
    const enter = change.enter.map(({ staged }) => staged.loadId);
    await transaction.query(createCountedLoads, [change.feed, change.retire, enter]);
    const runs = await settleRuns(transaction, change);
    const closed = runs.filter(({ becomes }) => becomes.standing === 'closed').map((run) => run.fullRun);
    for (const { staged } of change.enter)
      await tellPlanner(transaction, staged.loadId, staged.totals.records);
    const fold = { feed: change.feed, retire: change.retire, enter, steps: change.cause === 'replay' };
    await foldAgain(transaction, fold, closed, runs.some(isReset));
    const write = change.cause === 'replay' ? writeSteps : writeOutcome;
    await write(transaction, change, runs, startedMs);
    await writeRecords(transaction, change.feed);
    await transaction.query(discardKept, [change.feed]);
    return { outcome: 'applied' };
  };
  return withLease(database, epoch, work).catch(asVerdict);
}

async function writeRecords(transaction: Transaction, feed: string): Promise<void> {
  await carryRollups(transaction, feed, viewChanges);
  await transaction.query(deleteSwitchedRecords, [feed]);
  await transaction.query(updateSwitchedRecords, [feed]);
  await transaction.query(insertSwitchedRecords, [feed]);
}
