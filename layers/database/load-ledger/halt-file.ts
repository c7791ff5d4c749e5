import { limits } from '#core/limits.ts';
import type { Halt, LandedFile } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import discardLoad from './discard-load.sql' with { type: 'text' };
import raiseAlert from './raise-alert.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';
import { writeEvent } from './write-event.ts';

/**
 * One transaction: writes `file_error`, removes the lines that were staged, keeps the rejects, raises the alert. From
 * then on the later files of the feed wait.
 */
export function haltFile(
  database: Database,
  epoch: number,
  file: LandedFile,
  loadId: number | null,
  { code, message, totals }: Halt,
): Promise<void> {
  return withLease(database, epoch, async (transaction) => {
    await writeEvent(transaction, {
      type: 'file_error',
      sourceFile: file.key,
      feed: file.feed,
      landedFile: file.landedFile,
      load: loadId,
      errorMessage: message,
      metadata: { code, ...(totals === null ? {} : { lines: totals.lines, rejects: totals.rejects }) },
    });
    if (loadId !== null) await transaction.query(discardLoad, [loadId, limits.rejectsKept]);
    await transaction.query(raiseAlert, ['halted-file', 'critical', file.key, code, message]);
  });
}
