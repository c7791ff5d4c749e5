import { fullRunOf } from '#core/landing/full-run.ts';
import type { ChangeCounts, FeedPolicy, LandedFile } from '#core/load/ports.ts';
import { carryRollups } from '../rollups/carry-rollups.ts';
import type { Transaction } from '../transaction.ts';
import addFoldedChanges from './add-folded-changes.sql' with { type: 'text' };
import createAbsenceSetSql from './create-absence-set.sql' with { type: 'text' };
import createChangeSetSql from './create-change-set.sql' with { type: 'text' };
import { corrects } from './describe-corrected.ts';
import dropChangeSet from './drop-change-set.sql' with { type: 'text' };
import findRepeatedIds from './find-repeated-ids.sql' with { type: 'text' };
import { guardDeletes } from './guard-deletes.ts';
import insertManyRecords from './insert-many-records.sql' with { type: 'text' };
import insertRecords from './insert-records.sql' with { type: 'text' };
import planForAbsences from './plan-for-absences.sql' with { type: 'text' };
import planForLines from './plan-for-lines.sql' with { type: 'text' };
import planForManyRows from './plan-for-many-rows.sql' with { type: 'text' };
import readLiveBefore from './read-live-before.sql' with { type: 'text' };
import { manyRows } from './tell-planner.ts';
import summarizeChangeSet from './summarize-change-set.sql' with { type: 'text' };
import { updateFeedTotals, type FeedTotals } from './update-feed-totals.ts';
import updateRecords from './update-records.sql' with { type: 'text' };
import viewChanges from './view-changes.sql' with { type: 'text' };

/**
 * Makes the temporary table `change_set` of a staged load.
 * @param lines how many lines the load has
 * @returns how many different ids they are of
 */
export async function createChangeSet(
  transaction: Transaction,
  loadId: number,
  feed: string,
  lines: number,
): Promise<number> {
  if (lines >= manyRows) await transaction.query(planForManyRows);
  const repeated = await transaction.query<{ id: string }>(findRepeatedIds, [loadId]);
  const repeatedIds = repeated.rows.map((row) => row.id);
  const single = await transaction.query(createChangeSetSql, [loadId, feed, repeatedIds]);
  if (repeatedIds.length > 0) await transaction.query(addFoldedChanges, [loadId, feed, repeatedIds]);
  return (single.rowCount ?? 0) + repeatedIds.length;
}

/** Makes the temporary table `change_set` of closing a full run: the live records that none of its parts has. */
export async function createAbsenceSet(
  transaction: Transaction,
  feed: string,
  fullRun: string | null,
): Promise<void> {
  await transaction.query(planForAbsences);
  await transaction.query(createAbsenceSetSql, [feed, fullRun]);
}

/** `live`: records of the change set that live behind it. `corrects`: there was something that a full run could correct. */
type Settlement = { counts: ChangeCounts; live: number; totals: FeedTotals; corrects: boolean };
type Summary = ChangeCounts & { live: number; hash_change: string };

/** Live records of a feed before a transaction changes any, those beside its full run, and what the run has deleted. */
export type LiveBefore = { live_records: number; beside_run: number; deleted: number };

/**
 * Writes the change set to the state, the totals and the sums of its feed, unless the deletion guard trips; then drops it.
 * @param isClosing it closes the full run of the file: the guard then looks at all that the run does
 */
export async function settleChangeSet(
  transaction: Transaction,
  { file, loadId, policy }: { file: LandedFile; loadId: number; policy: FeedPolicy },
  isClosing = false,
): Promise<Settlement> {
  const { rows } = await transaction.query<Summary>(summarizeChangeSet);
  const { hash_change: hashChange, live, ...counts } = rows[0] as Summary;
  const read = await transaction.query<LiveBefore>(readLiveBefore, [file.feed, fullRunOf(file)]);
  const before = read.rows[0] as LiveBefore;
  if (isClosing) guardDeletes(file, policy, before.deleted + counts.deleted, before.beside_run);
  else guardDeletes(file, policy, counts.deleted, before.live_records);

  await carryRollups(transaction, file.feed, viewChanges);
  await transaction.query(updateRecords, [file.feed, file.key, loadId]);
  await insertNew(transaction, [file.feed, file.key, loadId], counts.inserted);
  const difference = counts.inserted - counts.deleted;
  const totals = await updateFeedTotals(transaction, file.feed, difference, hashChange);
  await transaction.query(dropChangeSet);
  return { counts, live, totals, corrects: corrects(file, before.beside_run) };
}

/** @param inserted how many records live now that did not before: as many are new, or fewer */
async function insertNew(
  transaction: Transaction,
  values: [feed: string, sourceFile: string, loadId: number],
  inserted: number,
): Promise<void> {
  if (inserted < manyRows) {
    await transaction.query(insertRecords, values);
    return;
  }
  await transaction.query(planForLines);
  await transaction.query(insertManyRecords, values);
  await transaction.query(planForManyRows);
}
