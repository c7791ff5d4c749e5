import type { ObjectVersion } from '#core/object-version.ts';
import type { UnroutedNotes } from '#core/reconcile/ports.ts';
import raiseAlert from '../load-ledger/raise-alert.sql' with { type: 'text' };
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import countOpenAlerts from './count-open-alerts.sql' with { type: 'text' };
import countUnrouted from './count-unrouted.sql' with { type: 'text' };
import insertUnrouted from './insert-unrouted.sql' with { type: 'text' };
import markGone from './mark-gone.sql' with { type: 'text' };
import { reconcileLabel } from './reconcile-label.ts';
import resolveUnrouted from './resolve-unrouted.sql' with { type: 'text' };

type FolderRow = { folder: string; objects: number; example: string };

/** What lies under no unit's prefix, in the schema `control`. */
export function openUnroutedNotes(database: Database): UnroutedNotes {
  return {
    note: (objects) =>
      inTransaction(database, reconcileLabel, async (transaction) => {
        await noteObjects(transaction, objects);
        const { rows } = await transaction.query<FolderRow>(countUnrouted);
        for (const { folder, objects: count, example } of rows) {
          const message =
            `${count === 1 ? 'One object lies' : `${count} objects lie`} under "${folder}", which is no unit's ` +
            `prefix, so nobody loads them; the first is ${example}. Put them under the right one, and delete these.`;
          await transaction.query(raiseAlert, [
            'unrouted-objects',
            'warning',
            folder,
            'unrouted-key',
            message,
          ]);
        }
        await transaction.query(resolveUnrouted, [rows.map((row) => row.folder)]);
      }),
    countOpenAlerts: () =>
      inTransaction(database, reconcileLabel, async (transaction) => {
        const { rows } = await transaction.query<{ open_alerts: number }>(countOpenAlerts);
        return (rows[0] as { open_alerts: number }).open_alerts;
      }),
  };
}

async function noteObjects(transaction: Transaction, objects: readonly ObjectVersion[]): Promise<void> {
  const keys = objects.map((object) => object.key);
  const versionIds = objects.map((object) => object.versionId);
  const buckets = objects.map((object) => object.bucket);
  const sizes = objects.map((object) => object.sizeBytes);
  await transaction.query(insertUnrouted, [buckets, keys, versionIds, sizes]);
  await transaction.query(markGone, [keys, versionIds]);
}
