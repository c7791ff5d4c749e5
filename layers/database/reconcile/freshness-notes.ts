import type { FreshnessNotes } from '#core/reconcile/ports.ts';
import raiseAlert from '../load-ledger/raise-alert.sql' with { type: 'text' };
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import { reconcileLabel } from './reconcile-label.ts';
import resolveFresh from './resolve-fresh.sql' with { type: 'text' };

/** Alerts about feeds whose data has stopped, each in the schema of its unit. */
export function openFreshnessNotes({ pool }: Database): FreshnessNotes {
  return {
    note: ({ schema }, stale) =>
      inTransaction({ pool, schema }, reconcileLabel, async (transaction) => {
        for (const { feed, key, landed, cadence } of stale) {
          const message =
            `The newest ${feed} in force landed at ${landed} UTC (${key}); the feed's cadence is ${cadence}. ` +
            `Ask whoever sends them, or set the cadence to what is usual.`;
          await transaction.query(raiseAlert, ['missed-cadence', 'warning', feed, 'feed-stale', message]);
        }
        await transaction.query(resolveFresh, [stale.map(({ feed }) => feed)]);
      }),
  };
}
