import type { BusinessUnit } from '#core/business-unit.ts';
import type { Freshness } from '#core/freshness.ts';
import { formatIsoDuration } from '#core/iso-duration.ts';
import { decideNext } from '#core/load/decide-next.ts';
import type { FeedFacts } from '#core/load/ports.ts';
import type { FeedStatus, HaltedFile, OpenReplay, UnitStatus } from '#core/operate/responses.ts';
import { readFeeds } from '../load-ledger/read-feeds.ts';
import type { Database } from '../open-database.ts';
import { hexOfBits } from '../state-hash.ts';
import { inTransaction } from '../transaction.ts';
import { viewAlert, type AlertRow } from './alert-view.ts';
import listOpenAlerts from './list-open-alerts.sql' with { type: 'text' };
import listWriteBackTotals from './list-write-back-totals.sql' with { type: 'text' };
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
  lag_s: number | null;
  cadence_s: number | null;
  is_stale: boolean;
  pending: number;
  halted: HaltedFile | null;
  replay: OpenReplay | null;
};
type TotalsRow = {
  destination: string;
  open: number;
  failed: number;
  oldest_open_at: Date | null;
  is_paused: boolean;
};
type LeaseRow = { holder: string; epoch: number; heartbeat: Date; is_stale: boolean };

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
    const alerts = (await transaction.query<AlertRow>(listOpenAlerts)).rows.map(viewAlert);
    const totals = (await transaction.query<TotalsRow>(listWriteBackTotals)).rows;
    const writeBacks = totals.map(
      ({ destination, open, failed, oldest_open_at: at, is_paused: isPaused }) => ({
        ...{ destination, open, failed, isPaused },
        oldestOpenAt: at?.toISOString() ?? null,
      }),
    );
    const loader = lease && {
      holder: lease.holder,
      epoch: lease.epoch,
      heartbeatAt: lease.heartbeat.toISOString(),
    };
    const isStuck =
      feeds.some((feed) => feed.halted !== null) ||
      lease?.is_stale === true ||
      alerts.some((alert) => alert.severity === 'critical');
    return { status: { unit: unit.name, title: unit.title, loader, feeds, alerts, writeBacks }, isStuck };
  });
}

function feedStatus(row: FeedRow, facts: FeedFacts | undefined): FeedStatus {
  return {
    feed: row.feed,
    live: row.live_records,
    stateHash: hexOfBits(row.state_hash),
    lastApplied:
      row.last_file === null || row.last_at === null
        ? null
        : { file: row.last_file, at: row.last_at.toISOString(), event: String(row.last_event) },
    freshness: freshnessOf(row),
    pending: row.pending,
    waiting: row.replay ? waitForReplay(row.replay) : waitFor(facts),
    halted: row.halted,
    replay: row.replay,
  };
}

function freshnessOf({
  last_at: lastAt,
  lag_s: lag,
  cadence_s: cadence,
  is_stale: isStale,
}: FeedRow): Freshness {
  return {
    last_applied_at: lastAt?.toISOString() ?? null,
    expected_every: cadence === null ? null : formatIsoDuration(cadence),
    is_stale: isStale,
    lag: lag === null ? null : formatIsoDuration(Math.max(0, lag)),
  };
}

function waitForReplay({ file, files, staged, halted }: OpenReplay): FeedStatus['waiting'] {
  const reason = halted
    ? `the replay from here on stops at ${halted.file} (${halted.code}); what was in force still is`
    : `is replayed from here on: ${staged} of ${files} files are staged again`;
  return { file, reason, until: null };
}

function waitFor(facts: FeedFacts | undefined): FeedStatus['waiting'] {
  const step = facts ? decideNext(facts) : null;
  if (step?.step !== 'wait') return null;
  return { file: step.file, reason: step.reason, until: step.until?.toISOString() ?? null };
}
