import type { FeedFacts } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import lockLeaseAlone from './lock-lease-alone.sql' with { type: 'text' };
import { readFeeds } from './read-feeds.ts';
import releaseLease from './release-lease.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';

/**
 * Gives the lease back if nothing is due. Whoever registers a file and then asks for the unit waits for this
 * transaction: either it sees the file, or they find the unit free.
 * @returns whether the lease was given back
 */
export function releaseUnit(
  database: Database,
  epoch: number,
  nothingDue: (facts: FeedFacts[]) => boolean,
): Promise<boolean> {
  return withLease(
    database,
    epoch,
    async (transaction) => {
      if (!nothingDue(await readFeeds(transaction))) return false;
      await transaction.query(releaseLease, [epoch]);
      return true;
    },
    lockLeaseAlone,
  );
}
