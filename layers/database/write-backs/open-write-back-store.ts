import type { WriteBackStore } from '#core/write-back/ports.ts';
import type { QueuedRecord } from '#core/write-back/queued-record.ts';
import raiseAlert from '../load-ledger/raise-alert.sql' with { type: 'text' };
import resolveAlert from '../load-ledger/resolve-alert.sql' with { type: 'text' };
import type { Database } from '../open-database.ts';
import beginRun from '../reconcile/begin-run.sql' with { type: 'text' };
import endRun from '../reconcile/end-run.sql' with { type: 'text' };
import { inTransaction, type Transaction } from '../transaction.ts';
import beatDrainLease from './beat-drain-lease.sql' with { type: 'text' };
import { claimDestination } from './claim-destination.ts';
import { drainLabel, withDrainLease } from './drain-lease.ts';
import endPauses from './end-pauses.sql' with { type: 'text' };
import freeInFlight from './free-in-flight.sql' with { type: 'text' };
import giveDrainLeaseBack from './give-drain-lease-back.sql' with { type: 'text' };
import lockDrainLeaseAlone from './lock-drain-lease-alone.sql' with { type: 'text' };
import pauseDestination from './pause-destination.sql' with { type: 'text' };
import readNextDue from './read-next-due.sql' with { type: 'text' };
import readRecords from './read-records.sql' with { type: 'text' };
import { settleRows } from './settle-rows.ts';
import takeDueRecords from './take-due-records.sql' with { type: 'text' };

/** The write-backs of one business unit to one destination, as the unit's drainer sees them. */
export function openWriteBackStore(database: Database, destination: string): WriteBackStore {
  const asHolder = <T>(
    epoch: number,
    work: (transaction: Transaction) => Promise<T>,
    lock?: string,
  ): Promise<T> => withDrainLease(database, { destination, epoch }, work, lock);
  const free = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> =>
    inTransaction(database, drainLabel(database), work);

  return {
    claim: (holder) => claimDestination(database, destination, holder),
    beat: (epoch) =>
      free(async (transaction) => {
        const { rowCount } = await transaction.query(beatDrainLease, [destination, epoch]);
        return rowCount === 1;
      }),
    // Whoever adds a row and then asks for the destination waits for this transaction: either it sees the row, or they find
    // the destination free.
    rest: (epoch, spent, waitMs) =>
      asHolder(
        epoch,
        async (transaction) => {
          // Pages are over when their drain rests: whatever is in flight now nobody holds.
          await transaction.query(freeInFlight, [destination]);
          const { rows } = await transaction.query<{ due_in_ms: number }>(readNextDue, [destination]);
          const dueInMs = rows[0]?.due_in_ms ?? null;
          if (dueInMs !== null && dueInMs <= waitMs) return dueInMs;
          await transaction.query(giveDrainLeaseBack, [destination, epoch, spent]);
          return null;
        },
        lockDrainLeaseAlone,
      ),
    giveBack: (epoch, spent) =>
      free(async (transaction) => {
        await transaction.query(giveDrainLeaseBack, [destination, epoch, spent]);
      }),
    takePage: (epoch, atMost) =>
      asHolder(
        epoch,
        async (transaction) => {
          const taken = await transaction.query<{ entity_type: string; entity_id: string }>(takeDueRecords, [
            destination,
            atMost,
          ]);
          if (taken.rows.length === 0) return [];
          const { rows } = await transaction.query<QueuedRecord>(readRecords, [
            destination,
            taken.rows.map((row) => row.entity_type),
            taken.rows.map((row) => row.entity_id),
          ]);
          return rows;
        },
        // Two pages of one drain must not ask for the same records.
        lockDrainLeaseAlone,
      ),
    settle: (epoch, settlements) => asHolder(epoch, (transaction) => settleRows(transaction, settlements)),
    pause: (epoch, { durationMs, inARow }, alert) =>
      asHolder(epoch, async (transaction) => {
        await transaction.query(pauseDestination, [destination, epoch, durationMs, inARow]);
        if (!alert) return;
        const { code, message } = alert;
        await transaction.query(raiseAlert, ['paused-destination', 'critical', destination, code, message]);
      }),
    endPauses: (epoch) =>
      asHolder(epoch, async (transaction) => {
        await transaction.query(endPauses, [destination, epoch]);
        await transaction.query(resolveAlert, ['paused-destination', destination]);
      }),
    beginRun: (epoch) =>
      asHolder(epoch, async (transaction) => {
        const { rows } = await transaction.query<{ id: number }>(beginRun, ['drain', destination]);
        return (rows[0] as { id: number }).id;
      }),
    endRun: (run, counts, error) =>
      free(async (transaction) => {
        await transaction.query(endRun, [run, counts, error]);
      }),
  };
}
