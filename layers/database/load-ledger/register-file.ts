import type { Discovery, Registration } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import insertLandedFile from './insert-landed-file.sql' with { type: 'text' };
import resolveSettledHalt from './resolve-settled-halt.sql' with { type: 'text' };
import updateVersionRanks from './update-version-ranks.sql' with { type: 'text' };
import { writeEvent } from './write-event.ts';

/**
 * Writes one object version into the ledger with its event: received, ignored or duplicate.
 * @param ranks the versions of its key as S3 holds them, oldest 0; empty when nobody had to look
 */
export function registerFile(
  database: Database,
  label: string,
  discovery: Discovery,
  ranks: ReadonlyMap<string, number>,
): Promise<Registration> {
  return inTransaction(database, label, async (transaction) => {
    if (ranks.size > 0) {
      const { bucket, key } = discovery.object;
      await transaction.query(updateVersionRanks, [bucket, key, [...ranks.keys()], [...ranks.values()]]);
    }
    const inserted = await insertFile(transaction, discovery);
    if (inserted === null) return 'known';
    return announce(transaction, discovery, inserted);
  });
}

type Inserted = { landed_file: number; duplicate_of: number | null };

async function insertFile(transaction: Transaction, discovery: Discovery): Promise<Inserted | null> {
  const { object, versionRank, place } = discovery;
  const recognised = 'feed' in place ? place : null;
  const { rows } = await transaction.query<Inserted>(insertLandedFile, [
    object.bucket,
    object.key,
    object.versionId,
    object.etag,
    object.sizeBytes,
    object.lastModified,
    versionRank,
    recognised?.feed,
    recognised?.shape,
    recognised?.kind,
    recognised?.runKey,
    recognised?.part,
    recognised?.orderKey,
  ]);
  return rows[0] ?? null;
}

async function announce(
  transaction: Transaction,
  { object, place }: Discovery,
  inserted: Inserted,
): Promise<Registration> {
  const about = { sourceFile: object.key, landedFile: inserted.landed_file };
  const version = { version_id: object.versionId, size_bytes: object.sizeBytes, etag: object.etag };
  if (!('feed' in place)) {
    const metadata = { ...version, code: place.ignoredCode, reason: place.ignoredReason };
    await writeEvent(transaction, { ...about, type: 'file_ignored', feed: null, metadata });
    return 'ignored';
  }
  if (inserted.duplicate_of !== null) {
    const metadata = { ...version, duplicate_of: inserted.duplicate_of };
    await writeEvent(transaction, { ...about, type: 'file_duplicate', feed: place.feed, metadata });
    await transaction.query(resolveSettledHalt, [object.bucket, object.key]);
    return 'duplicate';
  }
  await writeEvent(transaction, { ...about, type: 'file_received', feed: place.feed, metadata: version });
  await transaction.query(resolveSettledHalt, [object.bucket, object.key]);
  return 'registered';
}
