import type { ObjectVersion } from '#core/object-version.ts';
import type { MissingVersion } from '#core/reconcile/bucket-report.ts';
import type { KeyRange, LandingLedger, StaleFeed, UnitGauges } from '#core/reconcile/ports.ts';
import { readFeeds } from '../load-ledger/read-feeds.ts';
import type { Database } from '../open-database.ts';
import listStaleFeedsSql from './list-stale-feeds.sql' with { type: 'text' };
import readLeaseSql from '../operate/read-lease.sql' with { type: 'text' };
import { inTransaction } from '../transaction.ts';
import findMissingSql from './find-missing.sql' with { type: 'text' };
import findUnregisteredSql from './find-unregistered.sql' with { type: 'text' };
import readGaugesSql from './read-gauges.sql' with { type: 'text' };
import readNowSql from './read-now.sql' with { type: 'text' };
import { reconcileLabel } from './reconcile-label.ts';

/** The ledger of one unit, as `reconcile-landing` reads it. */
export function openLandingLedger(database: Database, bucket: string): LandingLedger {
  return {
    readFeeds: () => inTransaction(database, reconcileLabel, readFeeds),
    readLease: () =>
      inTransaction(database, reconcileLabel, async (transaction) => {
        const { rows } = await transaction.query<{ is_stale: boolean }>(readLeaseSql);
        if (!rows[0]) return 'free';
        return rows[0].is_stale ? 'stale' : 'held';
      }),
    listStaleFeeds: () =>
      inTransaction(database, reconcileLabel, async (transaction) => {
        const { rows } = await transaction.query<StaleFeed>(listStaleFeedsSql);
        return rows;
      }),
    readGauges: () => readGauges(database),
    findUnregistered: (objects) => findUnregistered(database, bucket, objects),
    readNow: () =>
      inTransaction(database, reconcileLabel, async (transaction) => {
        const { rows } = await transaction.query<{ now: Date }>(readNowSql);
        return (rows[0] as { now: Date }).now;
      }),
    findMissing: (range, objects, knownBefore) => findMissing(database, bucket, range, objects, knownBefore),
  };
}

type GaugesRow = {
  halted_files: number;
  open_alerts: number;
  pending: UnitGauges['pending'];
  export_age_s: number | null;
  write_backs: number;
  write_back_age_s: number | null;
};

async function readGauges(database: Database): Promise<UnitGauges> {
  const { rows } = await inTransaction(database, reconcileLabel, (transaction) =>
    transaction.query<GaugesRow>(readGaugesSql),
  );
  const row = rows[0] as GaugesRow;
  return {
    haltedFiles: row.halted_files,
    openAlerts: row.open_alerts,
    pending: row.pending,
    exportAgeSeconds: row.export_age_s,
    writeBacks: row.write_backs,
    oldestWriteBackSeconds: row.write_back_age_s,
  };
}

async function findUnregistered(
  database: Database,
  bucket: string,
  objects: readonly ObjectVersion[],
): Promise<ObjectVersion[]> {
  if (objects.length === 0) return [];
  const { rows } = await inTransaction(database, reconcileLabel, (transaction) =>
    transaction.query<{ position: number }>(findUnregisteredSql, [
      bucket,
      objects.map((object) => object.key),
      objects.map((object) => object.versionId),
    ]),
  );
  return rows.map((row) => objects[row.position - 1] as ObjectVersion);
}

type MissingRow = { key: string; version_id: string; feed: string; in_force: boolean };

async function findMissing(
  database: Database,
  bucket: string,
  { prefix, after, through }: KeyRange,
  objects: readonly ObjectVersion[],
  knownBefore: Date,
): Promise<MissingVersion[]> {
  const { rows } = await inTransaction(database, reconcileLabel, (transaction) =>
    transaction.query<MissingRow>(findMissingSql, [
      ...[bucket, prefix, after, through],
      objects.map((object) => object.key),
      objects.map((object) => object.versionId),
      knownBefore,
    ]),
  );
  return rows.map(({ key, version_id: versionId, feed, in_force: inForce }) => ({
    ...{ key, versionId, feed, inForce },
  }));
}
