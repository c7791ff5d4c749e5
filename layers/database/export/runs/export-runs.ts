import type { ExportRuns } from '#core/export/ports.ts';
import raiseAlert from '../../load-ledger/raise-alert.sql' with { type: 'text' };
import resolveAlert from '../../load-ledger/resolve-alert.sql' with { type: 'text' };
import type { Database } from '../../open-database.ts';
import { inTransaction, type Transaction } from '../../transaction.ts';
import beginRun from './begin-run.sql' with { type: 'text' };
import endRun from './end-run.sql' with { type: 'text' };
import findAbandonedRuns from './find-abandoned-runs.sql' with { type: 'text' };
import findPublished from './find-published.sql' with { type: 'text' };
import findRunning from './find-running.sql' with { type: 'text' };
import insertFile from './insert-file.sql' with { type: 'text' };
import listUntidied from './list-untidied.sql' with { type: 'text' };
import markTidied from './mark-tidied.sql' with { type: 'text' };
import readUsualRows from './read-usual-rows.sql' with { type: 'text' };

export const exportLabel = 'millrace-export';
/** What the alert about exports is about; a unit has one set of CSVs. */
const subject = 'csv';

type IdRow = { id: number };

/** The rows that tell of a unit's exports, each call a transaction of its own. */
export function openExportRuns(database: Database): ExportRuns {
  const alone = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> =>
    inTransaction(database, exportLabel, work);
  return {
    begin: (scope) => alone((transaction) => begin(transaction, scope)),
    isPublishedSince: (hours) =>
      alone(async (transaction) => (await transaction.query(findPublished, [hours])).rows.length > 0),
    readUsualRows: () =>
      alone(async (transaction) => {
        const { rows } = await transaction.query<{ name: string; rows: number }>(readUsualRows);
        return new Map(rows.map((row) => [row.name, row.rows]));
      }),
    noteFile: (run, { name, rows, sizeBytes, sha256, rejected }) =>
      alone(async (transaction) => {
        await transaction.query(insertFile, [run, name, rows, sizeBytes, sha256, rejected]);
      }),
    fail: (run, error) =>
      alone(async (transaction) => {
        await transaction.query(endRun, [run, {}, error]);
      }),
    listUntidied: () =>
      alone(async (transaction) => {
        const { rows } = await transaction.query<IdRow>(listUntidied);
        return rows.map(({ id }) => id);
      }),
    markTidied: (run) =>
      alone(async (transaction) => {
        await transaction.query(markTidied, [run]);
      }),
    raise: (code, message) =>
      alone(async (transaction) => {
        await transaction.query(raiseAlert, ['failed-export', 'critical', subject, code, message]);
      }),
    resolve: () =>
      alone(async (transaction) => {
        await transaction.query(resolveAlert, ['failed-export', subject]);
      }),
  };
}

async function begin(transaction: Transaction, scope: string): ReturnType<ExportRuns['begin']> {
  const abandoned = await transaction.query<IdRow>(findAbandonedRuns);
  const begun = await transaction.query<IdRow>(beginRun, [scope]);
  if (begun.rows[0]) return { run: begun.rows[0].id, abandoned: abandoned.rows.map(({ id }) => id) };
  const { rows } = await transaction.query<IdRow>(findRunning);
  return { underWay: rows[0]?.id ?? null };
}
