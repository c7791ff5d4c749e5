import type { UninspectedLoad } from '#core/load/ports.ts';
import raiseAlert from '../load-ledger/raise-alert.sql' with { type: 'text' };
import { withLease } from '../load-ledger/with-lease.ts';
import type { Database } from '../open-database.ts';
import markInspected from './mark-inspected.sql' with { type: 'text' };

/** Looks for no drift in a load in which that fails, and says so: the files of the feed shall not suffer from it. */
export function passOver(
  database: Database,
  epoch: number,
  { loadId, feed }: UninspectedLoad,
  reason: string,
): Promise<void> {
  return withLease(database, epoch, async (transaction) => {
    const message = `Load ${loadId} of ${feed.name} could not be inspected for drift: ${reason} It is applied.`;
    await transaction.query(raiseAlert, ['drift', 'warning', feed.name, 'not-inspected', message]);
    await transaction.query(markInspected, [loadId]);
  });
}
