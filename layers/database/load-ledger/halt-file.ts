import { limits } from '#core/limits.ts';
import type { Halt, LandedFile } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import discardLoad from './discard-load.sql' with { type: 'text' };
import raiseAlert from './raise-alert.sql' with { type: 'text' };
import resolveSettledHalt from './resolve-settled-halt.sql' with { type: 'text' };
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
  { code, message, totals, guard }: Halt,
): Promise<void> {
  return withLease(database, epoch, async (transaction) => {
    await writeEvent(transaction, {
      type: 'file_error',
      sourceFile: file.key,
      feed: file.feed,
      landedFile: file.landedFile,
      load: loadId,
      errorMessage: message,
      metadata: {
        code,
        ...(totals && { lines: totals.lines, rejects: totals.rejects }),
        ...(guard && { guard }),
      },
    });
    if (loadId !== null) await transaction.query(discardLoad, [loadId, limits.rejectsKept]);
    await transaction.query(raiseAlert, ['halted-file', 'critical', file.key, code, message]);
    // Somebody may have left the file out, or sent a newer version, while this one was read.
    await transaction.query(resolveSettledHalt, [file.bucket, file.key]);
  });
}
