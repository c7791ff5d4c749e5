import { drainLeaseMs } from '#core/write-back/hold-destination.ts';
import type { DrainClaim } from '#core/write-back/ports.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import askDrainLease from './ask-drain-lease.sql' with { type: 'text' };
import claimDrainLease from './claim-drain-lease.sql' with { type: 'text' };
import { drainLabel } from './drain-lease.ts';
import ensureDrainLease from './ensure-drain-lease.sql' with { type: 'text' };
import failSilentRuns from './fail-silent-runs.sql' with { type: 'text' };
import freeInFlight from './free-in-flight.sql' with { type: 'text' };

type LeaseState = {
  is_free: boolean;
  was_silent: boolean;
  spent: number;
  pauses: number;
  ago_ms: number;
  is_alerted: boolean;
};

/** One short transaction. Null while another drain's heartbeat is young. */
export function claimDestination(
  database: Database,
  destination: string,
  holder: string,
): Promise<DrainClaim | null> {
  return inTransaction(database, drainLabel(database), async (transaction) => {
    await transaction.query(ensureDrainLease, [destination]);
    const asked = await transaction.query<LeaseState>(askDrainLease, [
      destination,
      `${drainLeaseMs} milliseconds`,
    ]);
    const lease = asked.rows[0] as LeaseState;
    if (!lease.is_free) return null;
    const claimed = await transaction.query<{ epoch: number }>(claimDrainLease, [destination, holder]);
    await transaction.query(freeInFlight, [destination]);
    await transaction.query(failSilentRuns, [destination]);
    return {
      epoch: (claimed.rows[0] as { epoch: number }).epoch,
      before: lease.was_silent ? null : { spent: lease.spent, agoMs: lease.ago_ms },
      isAlerted: lease.is_alerted,
      pauses: lease.pauses,
    };
  });
}
