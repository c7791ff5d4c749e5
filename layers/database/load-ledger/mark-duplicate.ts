import type { NextFile } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import discardLoad from './discard-load.sql' with { type: 'text' };
import markDuplicateSql from './mark-duplicate.sql' with { type: 'text' };
import resolveSettledHalt from './resolve-settled-halt.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';
import { writeEvent } from './write-event.ts';

/** One transaction: the file holds the bytes of the load that it would correct, so nothing of it is kept. */
export function markDuplicate(
  database: Database,
  epoch: number,
  file: NextFile,
  loadId: number,
): Promise<void> {
  return withLease(database, epoch, async (transaction) => {
    await transaction.query(discardLoad, [loadId, 0]);
    await transaction.query(markDuplicateSql, [file.landedFile, file.correctsLoad]);
    await writeEvent(transaction, {
      type: 'file_duplicate',
      sourceFile: file.key,
      feed: file.feed,
      landedFile: file.landedFile,
      metadata: { version_id: file.versionId, same_bytes_as_load: file.correctsLoad },
    });
    await transaction.query(resolveSettledHalt, [file.bucket, file.key]);
  });
}
