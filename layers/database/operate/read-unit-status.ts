import type { BusinessUnit } from '#core/business-unit.ts';
import { decideNext } from '#core/load/decide-next.ts';
import type { FeedFacts } from '#core/load/ports.ts';
import type { FeedStatus, HaltedFile, OpenAlert, UnitStatus } from '#core/operate/responses.ts';
import { readFeeds } from '../load-ledger/read-feeds.ts';
import type { Database } from '../open-database.ts';
import { hexOfBits } from '../state-hash.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import listOpenAlerts from './list-open-alerts.sql' with { type: 'text' };
import { operateLabel } from './operate-label.ts';
import readFeedStatuses from './read-feed-statuses.sql' with { type: 'text' };
import readLease from './read-lease.sql' with { type: 'text' };

type FeedRow = {
  feed: string;
  live_records: number;
  state_hash: string;
  last_file: string | null;
  last_at: Date | null;
  last_event: number | null;
  pending: number;
  halted: HaltedFile | null;
};
type LeaseRow = { holder: string; epoch: number; heartbeat: Date; is_stale: boolean };
type AlertRow = Omit<OpenAlert, 'raisedAt'> & { raised_at: Date };

/** What is loaded in one unit, what is not, and why. `isStuck`: somebody has to do something. */
export function readUnitStatus(
  database: Database,
  unit: BusinessUnit,
): Promise<{ status: UnitStatus; isStuck: boolean }> {
  return inTransaction(database, operateLabel, async (transaction) => {
    const facts = new Map((await readFeeds(transaction)).map((feed) => [feed.feed, feed]));
    const rows = await transaction.query<FeedRow>(readFeedStatuses);
    const feeds = rows.rows.map((row) => feedStatus(row, facts.get(row.feed)));
    const lease = (await transaction.query<LeaseRow>(readLease)).rows[0] ?? null;
    const alerts = await readAlerts(transaction);
    const loader = lease && {
      holder: lease.holder,
      epoch: lease.epoch,
      heartbeatAt: lease.heartbeat.toISOString(),
    };
    const isStuck =
      feeds.some((feed) => feed.halted !== null) ||
      lease?.is_stale === true ||
      alerts.some((alert) => alert.severity === 'critical');
    return { status: { unit: unit.name, title: unit.title, loader, feeds, alerts }, isStuck };
  });
}

function feedStatus(row: FeedRow, facts: FeedFacts | undefined): FeedStatus {
  const step = facts ? decideNext(facts) : { step: 'rest' as const };
  return {
    feed: row.feed,
    live: row.live_records,
    stateHash: hexOfBits(row.state_hash),
    lastApplied:
      row.last_file === null || row.last_at === null
        ? null
        : { file: row.last_file, at: row.last_at.toISOString(), event: String(row.last_event) },
    pending: row.pending,
    waiting:
      step.step === 'wait'
        ? { file: step.file, reason: step.reason, until: step.until?.toISOString() ?? null }
        : null,
    halted: row.halted,
  };
}

async function readAlerts(transaction: Transaction): Promise<OpenAlert[]> {
  const { rows } = await transaction.query<AlertRow>(listOpenAlerts);
  return rows.map(({ raised_at: raisedAt, ...alert }) => ({ ...alert, raisedAt: raisedAt.toISOString() }));
}
