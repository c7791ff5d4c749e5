import type { ObjectVersion } from '#core/object-version.ts';
import type { LandingLedger } from '#core/reconcile/reconcile-unit.ts';
import { readFeeds } from '../load-ledger/read-feeds.ts';
import type { Database } from '../open-database.ts';
import readLeaseSql from '../operate/read-lease.sql' with { type: 'text' };
import { inTransaction } from '../transaction.ts';
import findUnregisteredSql from './find-unregistered.sql' with { type: 'text' };

const label = 'millrace-reconcile';

/** The ledger of one unit, as `reconcile-landing` reads it. */
export function openLandingLedger(database: Database): LandingLedger {
  return {
    readFeeds: () => inTransaction(database, label, readFeeds),
    readLease: () =>
      inTransaction(database, label, async (transaction) => {
        const { rows } = await transaction.query<{ is_stale: boolean }>(readLeaseSql);
        if (!rows[0]) return 'free';
        return rows[0].is_stale ? 'stale' : 'held';
      }),
    findUnregistered: (objects) => findUnregistered(database, objects),
  };
}

async function findUnregistered(
  database: Database,
  objects: readonly ObjectVersion[],
): Promise<ObjectVersion[]> {
  const [first] = objects;
  if (!first) return [];
  const { rows } = await inTransaction(database, label, (transaction) =>
    transaction.query<{ position: number }>(findUnregisteredSql, [
      first.bucket,
      objects.map((object) => object.key),
      objects.map((object) => object.versionId),
    ]),
  );
  return rows.map((row) => objects[row.position - 1] as ObjectVersion);
}
