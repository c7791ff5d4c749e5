import { Unavailable } from '#core/errors.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import { loaderLabel } from './claim-unit.ts';
import lockLease from './lock-lease.sql' with { type: 'text' };

/**
 * One transaction of the loader that holds `epoch`: the epoch is kept first, so nobody takes the unit over while it
 * writes.
 * @param lock how: by default so that the loader's own heartbeat goes on
 * @throws Unavailable `lease-lost` when somebody has; then nothing is written
 */
export function withLease<T>(
  database: Database,
  epoch: number,
  work: (transaction: Transaction) => Promise<T>,
  lock = lockLease,
): Promise<T> {
  return inTransaction(database, loaderLabel(database.schema, epoch), async (transaction) => {
    await keepLease(transaction, epoch, lock);
    return work(transaction);
  });
}

/**
 * Keeps the epoch until the end of the transaction.
 * @throws Unavailable `lease-lost`
 */
export async function keepLease(transaction: Transaction, epoch: number, lock = lockLease): Promise<void> {
  const { rowCount } = await transaction.query(lock, [epoch]);
  if (rowCount === 1) return;
  throw new Unavailable('lease-lost', 'Another loader took this business unit over.', { epoch });
}
