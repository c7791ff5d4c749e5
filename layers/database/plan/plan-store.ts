import { limits } from '#core/limits.ts';
import type { PlannedChange } from '#core/plan/file-plan.ts';
import type { ChangePage, PlannedFile, PlannedOutcome, PlanStore } from '#core/plan/plan-file.ts';
import type { Block, Reject } from '#core/staging/block.ts';
import { columnsOfRejects } from '../load-ledger/insert-rejects.ts';
import { insertCheckedLinesIn } from '../load-ledger/insert-checked-lines.ts';
import insertRejects from '../load-ledger/insert-rejects.sql' with { type: 'text' };
import { readFeeds } from '../load-ledger/read-feeds.ts';
import type { Database } from '../open-database.ts';
import { fieldChangeOf, type FieldChangeRow } from '../records/field-change.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import analyzePlannedLines from './analyze-planned-lines.sql' with { type: 'text' };
import { computeLoad, computeSwitch } from './compute-changes.ts';
import createFilesView from './create-files-view.sql' with { type: 'text' };
import createHistoryView from './create-history-view.sql' with { type: 'text' };
import createLoadsView from './create-loads-view.sql' with { type: 'text' };
import createPlannedFile from './create-planned-file.sql' with { type: 'text' };
import createPlannedLines from './create-planned-lines.sql' with { type: 'text' };
import createPlannedRejects from './create-planned-rejects.sql' with { type: 'text' };
import createRejectsView from './create-rejects-view.sql' with { type: 'text' };
import indexPlannedLines from './index-planned-lines.sql' with { type: 'text' };
import listChangedFields from './list-changed-fields.sql' with { type: 'text' };
import listChanges from './list-changes.sql' with { type: 'text' };
import { plannedLoad } from './planned-load.ts';
import putPlanFirst from './put-plan-first.sql' with { type: 'text' };
import readLive from './read-live.sql' with { type: 'text' };
import readPlace from './read-place.sql' with { type: 'text' };
import renamePlannedLines from './rename-planned-lines.sql' with { type: 'text' };
import renamePlannedRejects from './rename-planned-rejects.sql' with { type: 'text' };

const label = 'millrace-plan';

type PlaceRow = {
  corrects_load: number | null;
  landed_parts: number[];
  run_is_settled: boolean;
  sha256_in_force: string | null;
};

/**
 * Plans on tables of one's own transaction. They carry the names of the history and the ledger and stand before them,
 * so that a plan runs the very statements of a load.
 */
export function openPlanStore(database: Database): PlanStore {
  return {
    readPlace: ({ feed, key, orderKey, runKey }) =>
      inTransaction(database, label, async (transaction) => {
        const facts = (await readFeeds(transaction)).find((found) => found.feed === feed);
        const { rows } = await transaction.query<PlaceRow>(readPlace, [feed, key, orderKey, runKey]);
        const row = rows[0] as PlaceRow;
        if (!facts) throw new Error(`The ledger has no feed ${feed}.`);
        return {
          facts,
          correctsLoad: row.corrects_load,
          landedParts: row.landed_parts,
          runIsSettled: row.run_is_settled,
          sha256InForce: row.sha256_in_force,
        };
      }),
    compute: (file, isLate, blocks, page) =>
      inTransaction(database, label, (transaction) => compute(transaction, file, isLate, blocks, page)),
  };
}

async function compute(
  transaction: Transaction,
  file: PlannedFile,
  isLate: boolean,
  blocks: AsyncIterable<Block>,
  page: ChangePage,
): Promise<PlannedOutcome> {
  const staged = await stage(transaction, file, blocks);
  await showPlanned(transaction, file);
  const work = isLate ? computeSwitch : computeLoad;
  const computed = await work(transaction, file, staged.records);
  const { rows } = await transaction.query<{ live_records: number }>(readLive, [file.feed]);
  return {
    ...computed,
    refused: staged.refused,
    live: rows[0]?.live_records ?? 0,
    changes: await readChanges(transaction, page),
  };
}

async function stage(
  transaction: Transaction,
  { feed }: PlannedFile,
  blocks: AsyncIterable<Block>,
): Promise<{ records: number; refused: Reject[] }> {
  await transaction.query(putPlanFirst);
  await transaction.query(createPlannedLines);
  await transaction.query(createPlannedRejects);
  const refused: Reject[] = [];
  let records = 0;
  for await (const block of blocks) {
    const bad = await insertCheckedLinesIn(transaction, { loadId: plannedLoad, feed }, block);
    refused.push(...bad);
    records += block.records.length - bad.length;
    const rejects = [...block.rejects, ...bad];
    if (rejects.length > 0) await transaction.query(insertRejects, columnsOfRejects(plannedLoad, rejects));
  }
  return { records, refused };
}

/** From here on history and ledger are as if the file were staged. */
async function showPlanned(transaction: Transaction, file: PlannedFile): Promise<void> {
  await transaction.query(renamePlannedLines);
  await transaction.query(renamePlannedRejects);
  await transaction.query(indexPlannedLines);
  await transaction.query(analyzePlannedLines);
  await transaction.query(createPlannedFile, [
    file.key,
    file.feed,
    file.shape,
    file.kind,
    file.runKey,
    file.part,
    file.orderKey,
    file.fullRun,
    file.sizeBytes,
  ]);
  await transaction.query(createHistoryView);
  await transaction.query(createRejectsView);
  await transaction.query(createFilesView);
  await transaction.query(createLoadsView);
}

type FieldRow = { id: string } & FieldChangeRow;

async function readChanges(transaction: Transaction, page: ChangePage): Promise<PlannedChange[]> {
  const { rows } = await transaction.query<Omit<PlannedChange, 'fields'>>(listChanges, [
    page.afterId,
    page.limit,
  ]);
  const ids = rows.map((row) => row.id);
  const fields = await transaction.query<FieldRow>(listChangedFields, [ids, limits.valueCharacters]);
  const byId = Map.groupBy(fields.rows, (row) => row.id);
  return rows.map((row) => ({
    ...row,
    fields: (byId.get(row.id) ?? []).map(fieldChangeOf),
  }));
}
