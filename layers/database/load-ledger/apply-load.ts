import { Unavailable } from '#core/errors.ts';
import type { ApplyOutcome, FeedPolicy, LandedFile, StagedLoad } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import type { Transaction } from '../transaction.ts';
import { createChangeSet, settleChangeSet } from './change-set.ts';
import { closeRunOf } from './close-run.ts';
import { asVerdict } from './guard-deletes.ts';
import putInForce from './put-in-force.sql' with { type: 'text' };
import resolveAlert from './resolve-alert.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';
import { writeResultEvent } from './write-event.ts';

/**
 * One transaction: folds the staged lines onto the state, writes `file_complete`, puts the load in force. A full file
 * without parts is a whole run: it is closed in the same transaction, so that nobody sees it half done.
 */
export function applyLoad(
  database: Database,
  epoch: number,
  file: LandedFile,
  staged: StagedLoad,
  policy: FeedPolicy,
  metadata: Record<string, unknown>,
): Promise<ApplyOutcome> {
  const { loadId, totals } = staged;
  const apply = async (transaction: Transaction): Promise<ApplyOutcome> => {
    const startedMs = performance.now();
    const distinctIds = await createChangeSet(transaction, loadId, file.feed, totals.records);
    const change = await settleChangeSet(transaction, { file, loadId, policy });
    const event = await writeResultEvent(transaction, {
      type: 'file_complete',
      sourceFile: file.key,
      feed: file.feed,
      landedFile: file.landedFile,
      load: loadId,
      processed: totals.records + totals.rejects,
      rejected: totals.rejects,
      counts: change.counts,
      metadata: {
        ...metadata,
        ...measure(staged, performance.now() - startedMs),
        folded: totals.records - distinctIds,
        live_records: change.liveRecords,
        state_hash: change.stateHash,
      },
    });
    const inForce = [loadId, event, totals.sha256, totals.records, totals.sourceBytes];
    if ((await transaction.query(putInForce, inForce)).rowCount === 0) throw leftOut(file);
    await transaction.query(resolveAlert, ['halted-file', file.key]);
    const isWholeRun = file.kind === 'full' && file.runKey === null;
    const withheld = isWholeRun && (await closeRunOf(transaction, file, loadId, policy)).withheld;
    return { outcome: 'applied', event, counts: change.counts, withheld };
  };
  return withLease(database, epoch, apply).catch(asVerdict);
}

/** The next attempt finds nothing due of the file. */
function leftOut(file: LandedFile): Unavailable {
  return new Unavailable(
    'file-left-out',
    `${file.key} was skipped while it was loaded. Nothing of it was applied.`,
    { key: file.key },
  );
}

function measure({ totals, stagingMs }: StagedLoad, applyMs: number): Record<string, number | string> {
  const seconds = (stagingMs + applyMs) / 1000;
  return {
    bytes: totals.sourceBytes,
    decompressed_bytes: totals.decompressedBytes,
    sha256: totals.sha256,
    blank_lines: totals.blankLines,
    staging_ms: Math.round(stagingMs),
    apply_ms: Math.round(applyMs),
    duration_ms: Math.round(stagingMs + applyMs),
    rows_per_second: Math.round(totals.records / seconds),
    mb_per_second: Math.round(totals.sourceBytes / 10_000 / seconds) / 100,
  };
}
