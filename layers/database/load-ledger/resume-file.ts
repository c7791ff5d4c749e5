import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import findHalted from './find-halted.sql' with { type: 'text' };
import resolveAlert from './resolve-alert.sql' with { type: 'text' };
import { writeEvent } from './write-event.ts';

/** Takes back the halt of a file, if it is halted: the next loader tries it once more. True when it was. */
export function resumeFile(
  database: Database,
  label: string,
  object: { bucket: string; key: string; versionId: string },
  because: string,
): Promise<boolean> {
  const { bucket, key, versionId } = object;
  return inTransaction(database, label, async (transaction) => {
    const { rows } = await transaction.query<{ landed_file: number; feed: string }>(findHalted, [
      bucket,
      key,
      versionId,
    ]);
    const [halted] = rows;
    if (!halted) return false;
    await writeEvent(transaction, {
      type: 'file_resumed',
      sourceFile: key,
      feed: halted.feed,
      landedFile: halted.landed_file,
      metadata: { because },
    });
    await transaction.query(resolveAlert, ['halted-file', key]);
    return true;
  });
}
