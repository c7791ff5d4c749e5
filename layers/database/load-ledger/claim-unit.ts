import { leaseMs } from '#core/load/hold-lease.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
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
 * One short transaction: takes the unit over, ends the connections of its older loaders, removes what they staged.
 * The lease row stays locked until the end of it, so an older loader can apply nothing in between.
 * @returns the new epoch, or null while another loader's heartbeat is young
 */
export function claimUnit(database: Database, holder: string): Promise<number | null> {
  const { schema } = database;
  return inTransaction(database, doorbellLabel(schema), async (transaction) => {
    const { rows } = await transaction.query<{ epoch: number }>(claimLease, [
      holder,
      `${leaseMs} milliseconds`,
    ]);
    const epoch = rows[0]?.epoch ?? null;
    if (epoch === null) return null;
    await transaction.query(endOlderBackends, [labelPrefix(schema), epoch]);
    await transaction.query(discardUnfinishedLoads, [epoch]);
    return epoch;
  });
}

function labelPrefix(schema: string): string {
  return `millrace ${schema}`;
}
