import { limits } from '#core/limits.ts';
import type { Block, Reject } from '#core/staging/block.ts';
import type { Database } from '../open-database.ts';
import type { Transaction } from '../transaction.ts';
import insertCheckedLinesSql from './insert-checked-lines.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';

type Target = { loadId: number; feed: string };

/**
 * Stages one block line by line through `pg_input_is_valid`; what PostgreSQL refuses becomes a reject in its own words.
 * @returns how many lines it refused
 */
export async function insertCheckedLines(
  database: Database,
  epoch: number,
  target: Target,
  block: Block,
  setAside: (rejects: readonly Reject[]) => Promise<void>,
): Promise<number> {
  const rejects = await withLease(database, epoch, (transaction) =>
    insertCheckedLinesIn(transaction, target, block),
  );
  await setAside(rejects);
  return rejects.length;
}

/** The same in a transaction of the caller's, who sets the rejects aside. */
export async function insertCheckedLinesIn(
  transaction: Transaction,
  target: Target,
  { records }: Block,
): Promise<Reject[]> {
  const { rows } = await transaction.query<{ line: number; message: string }>(insertCheckedLinesSql, [
    target.loadId,
    target.feed,
    records.map((record) => record.line),
    records.map((record) => record.id),
    records.map((record) => record.op),
    records.map((record) => Buffer.from(record.data).toString('utf8')),
  ]);
  const refused = new Map(rows.map((row) => [row.line, row.message]));
  return records
    .filter((record) => refused.has(record.line))
    .map((record) => ({
      line: record.line,
      byteOffset: record.byteOffset,
      code: 'refused-by-database',
      reason: `PostgreSQL refuses this line as jsonb: ${refused.get(record.line)}`,
      // A copy: the rejects outlive the block.
      raw: Buffer.from(record.data.subarray(0, limits.rejectRawBytes)),
      rawLength: record.data.length,
      id: record.id,
    }));
}
