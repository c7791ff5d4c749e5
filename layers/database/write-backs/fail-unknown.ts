import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import { drainLabel } from './drain-lease.ts';
import failUnknownDestinations from './fail-unknown-destinations.sql' with { type: 'text' };

/** Fails what waits for a destination that is none of these. Nothing is sent, so no lease is asked for. */
export function failUnknown(database: Database, known: readonly string[]): Promise<void> {
  const refusal = {
    code: 'unknown-destination',
    message: `Nothing is written back there; there are: ${known.join(', ')}. Insert a row for one of those.`,
  };
  return inTransaction(database, drainLabel(database), async (transaction) => {
    await transaction.query(failUnknownDestinations, [known, refusal.code, refusal.message]);
  });
}
