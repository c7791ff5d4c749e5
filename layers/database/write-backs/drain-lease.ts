import { Unavailable } from '#core/errors.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import lockDrainLease from './lock-drain-lease.sql' with { type: 'text' };

/** The application name of a drain's connections. */
export function drainLabel({ schema }: Database): string {
  return `millrace-drain ${schema}`;
}

/**
 * One transaction of the drain that holds `epoch`: the epoch is kept first, so that nobody takes the destination over while
 * it writes.
 * @param lock how: by default so that the drain's own heartbeat goes on
 * @throws Unavailable `lease-lost` when somebody has; then nothing is written
 */
export function withDrainLease<T>(
  database: Database,
  { destination, epoch }: { destination: string; epoch: number },
  work: (transaction: Transaction) => Promise<T>,
  lock = lockDrainLease,
): Promise<T> {
  return inTransaction(database, drainLabel(database), async (transaction) => {
    const { rowCount } = await transaction.query(lock, [destination, epoch]);
    if (rowCount === 1) return work(transaction);
    throw new Unavailable('lease-lost', 'Another drain took this destination over.', { destination, epoch });
  });
}
