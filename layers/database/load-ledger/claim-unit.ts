import { leaseMs } from '#core/load/hold-lease.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import askLease from './ask-lease.sql' with { type: 'text' };
import claimLease from './claim-lease.sql' with { type: 'text' };
import discardUnfinishedLoads from './discard-unfinished-loads.sql' with { type: 'text' };
import endOlderBackends from './end-older-backends.sql' with { type: 'text' };

/** The application name of a loader's connections: whoever claims the unit after it ends those of older epochs. */
export function loaderLabel(schema: string, epoch: number): string {
  return `${labelPrefix(schema)} ${epoch}`;
}

/** The name of connections that belong to no epoch. */
export function doorbellLabel(schema: string): string {
  return `${labelPrefix(schema)}-doorbell`;
}

/**
 * One short transaction: ends the connections of the unit's older loaders, takes the unit over, removes what they
 * staged. Connections end first, because one of them may hold the old epoch.
 * @returns the new epoch, or null while another loader's heartbeat is young
 */
export function claimUnit(database: Database, holder: string): Promise<number | null> {
  const { schema } = database;
  return inTransaction(database, doorbellLabel(schema), async (transaction) => {
    const asked = await transaction.query<{ epoch: number; is_free: boolean }>(askLease, [
      `${leaseMs} milliseconds`,
    ]);
    const lease = asked.rows[0] as { epoch: number; is_free: boolean };
    if (!lease.is_free) return null;
    await transaction.query(endOlderBackends, [labelPrefix(schema), lease.epoch]);
    const claimed = await transaction.query<{ epoch: number }>(claimLease, [holder]);
    const { epoch } = claimed.rows[0] as { epoch: number };
    await transaction.query(discardUnfinishedLoads, [epoch]);
    return epoch;
  });
}

function labelPrefix(schema: string): string {
  return `millrace ${schema}`;
}
