import type { Freshness } from '#core/reconcile/ports.ts';
import raiseAlert from '../load-ledger/raise-alert.sql' with { type: 'text' };
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import listStaleFeeds from './list-stale-feeds.sql' with { type: 'text' };
import { reconcileLabel } from './reconcile-label.ts';
import resolveFresh from './resolve-fresh.sql' with { type: 'text' };

type StaleRow = { feed: string; key: string; landed: string; cadence: string };

/** Alerts about feeds whose data has stopped, each in the schema of its unit. */
export function openFreshness({ pool }: Database): Freshness {
  return {
    watch: ({ schema }) =>
      inTransaction({ pool, schema }, reconcileLabel, async (transaction) => {
        const { rows } = await transaction.query<StaleRow>(listStaleFeeds);
        for (const { feed, key, landed, cadence } of rows) {
          const message =
            `The newest ${feed} in force landed at ${landed} UTC (${key}); the feed's cadence is ${cadence}. ` +
            `Ask whoever sends them, or set the cadence to what is usual.`;
          await transaction.query(raiseAlert, ['missed-cadence', 'warning', feed, 'feed-stale', message]);
        }
        await transaction.query(resolveFresh, [rows.map((row) => row.feed)]);
      }),
  };
}
