import type { FileReference } from '#core/operate/file-reference.ts';
import type { Transaction } from '../transaction.ts';
import lockLandedFileSql from './lock-landed-file.sql' with { type: 'text' };

export type LandedRow = {
  landed_file: number;
  bucket: string;
  key: string;
  version_id: string;
  /** Null with its order key: no feed recognises it. */
  feed: string | null;
  order_key: string | null;
};

/** The landed file that somebody names, kept as it is until the transaction ends; null when there is none. */
export async function lockLandedFile(
  transaction: Transaction,
  { key, event }: FileReference,
): Promise<LandedRow | null> {
  const { rows } = await transaction.query<LandedRow>(lockLandedFileSql, [key, event]);
  return rows[0] ?? null;
}
