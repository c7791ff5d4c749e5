import { fullRunOf } from '#core/landing/full-run.ts';
import type { Corrected } from '#core/load/corrected.ts';
import type { ApplyOutcome, FeedPolicy, LandedFile, OpenRun } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import type { Transaction } from '../transaction.ts';
import { createAbsenceSet, settleChangeSet } from './change-set.ts';
import closeRunSql from './close-run.sql' with { type: 'text' };
import countChangeSet from './count-change-set.sql' with { type: 'text' };
import countUnreadableIds from './count-unreadable-ids.sql' with { type: 'text' };
import dropChangeSet from './drop-change-set.sql' with { type: 'text' };
import findSkippedParts from './find-skipped-parts.sql' with { type: 'text' };
import { asVerdict } from './guard-deletes.ts';
import raiseAlert from './raise-alert.sql' with { type: 'text' };
import resolveAlert from './resolve-alert.sql' with { type: 'text' };
import resolveWithheld from './resolve-withheld.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';
import withholdRunSql from './withhold-run.sql' with { type: 'text' };
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
 * Closes the full run that `file` completes, in the caller's transaction. While something of it is hidden, be it the id
 * of a rejected line or a part that was left out, nothing is deleted: any absent record could be in it.
 */
export async function closeRunOf(
  transaction: Transaction,
  file: LandedFile,
  loadId: number,
  policy: FeedPolicy,
): Promise<Closed> {
  const fullRun = fullRunOf(file);
  if (!file.deletesAccepted) {
    const hidden = await findHidden(transaction, file.feed, fullRun);
    if (hidden.unreadable > 0 || hidden.skippedParts.length > 0) {
      return withholdRun(transaction, file, loadId, hidden);
    }
  }
  await createAbsenceSet(transaction, file.feed, fullRun);
  const change = await settleChangeSet(transaction, { file, loadId, policy }, true);
  const event = await writeResultEvent(transaction, {
    type: 'full_closed',
    sourceFile: file.key,
    feed: file.feed,
    landedFile: file.landedFile,
    load: loadId,
    processed: 0,
    rejected: 0,
    counts: change.counts,
    metadata: {
      full_run: fullRun,
      ...change.totals,
      ...(change.corrects && { corrected: { kept_wrongly: change.counts.deleted } satisfies Corrected }),
    },
  });
  await transaction.query(closeRunSql, [file.feed, fullRun, event]);
  await transaction.query(resolveAlert, ['halted-file', file.key]);
  await transaction.query(resolveWithheld, [file.feed]);
  return { outcome: 'applied', event, counts: change.counts, withheld: false };
}

/** What a full run may hold without our knowing it: lines whose id could not be read, and parts left out. */
type Hidden = { unreadable: number; skippedParts: number[] };

export async function findHidden(
  transaction: Transaction,
  feed: string,
  fullRun: string | null,
): Promise<Hidden> {
  const counted = await transaction.query<{ unreadable: number }>(countUnreadableIds, [feed, fullRun]);
  const skipped = await transaction.query<{ part: number }>(findSkippedParts, [feed, fullRun]);
  return { unreadable: counted.rows[0]?.unreadable ?? 0, skippedParts: skipped.rows.map(({ part }) => part) };
}

/** Writes that a full run is complete, and that what it lacks is kept, with the alert that says why. */
export async function withholdRun(
  transaction: Transaction,
  file: LandedFile,
  loadId: number,
  found: Hidden,
): Promise<Closed> {
  const fullRun = fullRunOf(file);
  const absent = await countAbsent(transaction, file.feed, fullRun);
  const { code, hidden } = describeHidden(found);
  const message =
    `${hidden}, so the ${absent} records that the run does not have were not deleted. Have the run ` +
    `sent again, whole; or, if they are to go, \`millrace resume --accept-deletes\` deletes them.`;
  const event = await writeEvent(transaction, {
    type: 'full_withheld',
    sourceFile: file.key,
    feed: file.feed,
    landedFile: file.landedFile,
    load: loadId,
    errorMessage: message,
    metadata: {
      code,
      full_run: fullRun,
      absent,
      unreadable: found.unreadable,
      skipped_parts: found.skippedParts,
    },
  });
  await transaction.query(withholdRunSql, [file.feed, fullRun, event]);
  // What an earlier run did not delete is among what this one did not.
  await transaction.query(resolveWithheld, [file.feed]);
  await transaction.query(raiseAlert, ['withheld-deletes', 'warning', file.key, code, message]);
  return {
    outcome: 'applied',
    event,
    counts: { inserted: 0, updated: 0, unchanged: 0, deleted: 0 },
    withheld: true,
  };
}

function describeHidden({ unreadable, skippedParts }: Hidden): { code: string; hidden: string } {
  if (skippedParts.length === 0) {
    const hidden = `${unreadable} rejected lines of this full run hide which records they were`;
    return { code: 'unreadable-ids', hidden };
  }
  const parts = `${skippedParts.length === 1 ? 'Part' : 'Parts'} ${skippedParts.join(', ')}`;
  return {
    code: 'skipped-parts',
    hidden: `${parts} of this full run ${skippedParts.length === 1 ? 'was' : 'were'} left out`,
  };
}

async function countAbsent(transaction: Transaction, feed: string, fullRun: string | null): Promise<number> {
  await createAbsenceSet(transaction, feed, fullRun);
  const { rows } = await transaction.query<{ records: number }>(countChangeSet);
  await transaction.query(dropChangeSet);
  return rows[0]?.records ?? 0;
}
