import type { ChangeCounts, FeedPolicy, LandedFile } from '#core/load/ports.ts';
import type { Transaction } from '../transaction.ts';
import addFoldedChanges from './add-folded-changes.sql' with { type: 'text' };
import createAbsenceSetSql from './create-absence-set.sql' with { type: 'text' };
import createChangeSetSql from './create-change-set.sql' with { type: 'text' };
import dropChangeSet from './drop-change-set.sql' with { type: 'text' };
import findRepeatedIds from './find-repeated-ids.sql' with { type: 'text' };
import { guardDeletes } from './guard-deletes.ts';
import insertRecords from './insert-records.sql' with { type: 'text' };
import planForAbsences from './plan-for-absences.sql' with { type: 'text' };
import planForManyRows from './plan-for-many-rows.sql' with { type: 'text' };
import readLiveBefore from './read-live-before.sql' with { type: 'text' };
import { manyRows } from './tell-planner.ts';
import summarizeChangeSet from './summarize-change-set.sql' with { type: 'text' };
import { updateFeedTotals, type FeedTotals } from './update-feed-totals.ts';
import updateRecords from './update-records.sql' with { type: 'text' };

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

type Settlement = { counts: ChangeCounts; totals: FeedTotals };

/**
 * Writes the change set to the state and the totals of its feed, unless the deletion guard trips; then drops it.
 * @param closing the full run that the change set closes: the guard then looks at all that the run does
 */
export async function settleChangeSet(
  transaction: Transaction,
  { file, loadId, policy }: { file: LandedFile; loadId: number; policy: FeedPolicy },
  closing: string | null = null,
): Promise<Settlement> {
  const { rows } = await transaction.query<ChangeCounts & { hash_change: string }>(summarizeChangeSet);
  const { hash_change: hashChange, ...counts } = rows[0] as ChangeCounts & { hash_change: string };
  const before = await transaction.query<{ live_records: number; deleted: number }>(readLiveBefore, [
    file.feed,
    closing,
  ]);
  const { live_records: live, deleted } = before.rows[0] as { live_records: number; deleted: number };
  guardDeletes(file, policy, counts.deleted + deleted, live);

  await transaction.query(updateRecords, [file.feed, file.key, loadId]);
  await transaction.query(insertRecords, [file.feed, file.key, loadId]);
  const difference = counts.inserted - counts.deleted;
  const totals = await updateFeedTotals(transaction, file.feed, difference, hashChange);
  await transaction.query(dropChangeSet);
  return { counts, totals };
}
