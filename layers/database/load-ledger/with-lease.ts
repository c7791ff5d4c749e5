import { Unavailable } from '#core/errors.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import { loaderLabel } from './claim-unit.ts';
import lockLease from './lock-lease.sql' with { type: 'text' };

/**
 * One transaction of the loader that holds `epoch`: the lease row is locked first, so nobody takes the unit over
 * while it writes.
 * @throws Unavailable `lease-lost` when somebody has; then nothing is written
 */
export function withLease<T>(
  database: Database,
  epoch: number,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return inTransaction(database, loaderLabel(database.schema, epoch), async (transaction) => {
    const { rowCount } = await transaction.query(lockLease, [epoch]);
    if (rowCount !== 1)
      throw new Unavailable('lease-lost', 'Another loader took this business unit over.', { epoch });
    return work(transaction);
  });
}
