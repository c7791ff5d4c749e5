import { fullRunOf } from '#core/landing/full-run.ts';
import type { ApplyOutcome, FeedPolicy, LandedFile, OpenRun } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import type { Transaction } from '../transaction.ts';
import { createAbsenceSet, settleChangeSet } from './change-set.ts';
import closeRunSql from './close-run.sql' with { type: 'text' };
import countUnreadableIds from './count-unreadable-ids.sql' with { type: 'text' };
import { asVerdict } from './guard-deletes.ts';
import raiseAlert from './raise-alert.sql' with { type: 'text' };
import resolveAlert from './resolve-alert.sql' with { type: 'text' };
import resolveWithheld from './resolve-withheld.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';
import withholdRun from './withhold-run.sql' with { type: 'text' };
import { writeEvent, writeResultEvent } from './write-event.ts';

type Closed = Extract<ApplyOutcome, { outcome: 'applied' }>;

/** One transaction: deletes what no part of the run has, and writes `full_closed`. */
export function closeRun(
  database: Database,
  epoch: number,
  run: OpenRun,
  policy: FeedPolicy,
): Promise<ApplyOutcome> {
  const close = (transaction: Transaction): Promise<ApplyOutcome> =>
    closeRunOf(transaction, run.lastPart, run.lastLoad, policy);
  return withLease(database, epoch, close).catch(asVerdict);
}

/**
 * Closes the full run that `file` completes, in the caller's transaction. While a rejected line hides which record it
 * was, nothing is deleted: any absent record could be the one.
 */
export async function closeRunOf(
  transaction: Transaction,
  file: LandedFile,
  loadId: number,
  policy: FeedPolicy,
): Promise<Closed> {
  const fullRun = fullRunOf(file);
  const { rows } = await transaction.query<{ unreadable: number }>(countUnreadableIds, [file.feed, fullRun]);
  const unreadable = rows[0]?.unreadable ?? 0;
  if (unreadable > 0 && !file.deletesAccepted) return withhold(transaction, file, loadId, unreadable);

  await createAbsenceSet(transaction, file.feed, fullRun);
  const change = await settleChangeSet(transaction, { file, loadId, policy }, fullRun);
  const event = await writeResultEvent(transaction, {
    type: 'full_closed',
    sourceFile: file.key,
    feed: file.feed,
    landedFile: file.landedFile,
    load: loadId,
    processed: 0,
    rejected: 0,
    counts: change.counts,
    metadata: { full_run: fullRun, live_records: change.liveRecords, state_hash: change.stateHash },
  });
  await transaction.query(closeRunSql, [file.feed, fullRun, event]);
  await transaction.query(resolveAlert, ['halted-file', file.key]);
  await transaction.query(resolveWithheld, [file.feed]);
  return { outcome: 'applied', event, counts: change.counts, unreadable: 0 };
}

async function withhold(
  transaction: Transaction,
  file: LandedFile,
  loadId: number,
  unreadable: number,
): Promise<Closed> {
  const fullRun = fullRunOf(file);
  const message =
    `${unreadable} rejected lines of this full run hide which records they were, so the records that the run does ` +
    `not have were not deleted. Have the run sent again without bad lines.`;
  const event = await writeEvent(transaction, {
    type: 'full_withheld',
    sourceFile: file.key,
    feed: file.feed,
    landedFile: file.landedFile,
    load: loadId,
    errorMessage: message,
    metadata: { full_run: fullRun, unreadable },
  });
  await transaction.query(withholdRun, [file.feed, fullRun, event]);
  await transaction.query(raiseAlert, ['withheld-deletes', 'warning', file.key, 'unreadable-ids', message]);
  return {
    outcome: 'applied',
    event,
    counts: { inserted: 0, updated: 0, unchanged: 0, deleted: 0 },
    unreadable,
  };
}
