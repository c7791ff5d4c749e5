import type { Corrected } from '#core/load/corrected.ts';
import type { ChangeCounts, EnteringLoad, LoadSwitch } from '#core/load/ports.ts';
import { withholdRun } from '../load-ledger/close-run.ts';
import { measureLoad } from '../load-ledger/measure-load.ts';
import { putLoadInForce } from '../load-ledger/put-load-in-force.ts';
import resolveAlert from '../load-ledger/resolve-alert.sql' with { type: 'text' };
import type { FeedTotals } from '../load-ledger/update-feed-totals.ts';
import { writeResultEvent } from '../load-ledger/write-event.ts';
import type { Transaction } from '../transaction.ts';
import readLoadSql from './read-load.sql' with { type: 'text' };
import retireLoads from './retire-loads.sql' with { type: 'text' };
import settleRunSql from './settle-run.sql' with { type: 'text' };
import type { SettledRun } from './settle-runs.ts';

type LoadRow = { load_id: number; applied_event: number; landed_file: number; feed: string; key: string };

/** Writes the `file_complete` of a load that a switch puts in force, and puts it there. */
export async function writeEntering(
  transaction: Transaction,
  { file, staged, replaces, metadata }: EnteringLoad,
  counts: ChangeCounts,
  facts: Record<string, unknown>,
  startedMs: number,
): Promise<number> {
  const { totals, loadId } = staged;
  const event = await writeResultEvent(transaction, {
    type: 'file_complete',
    sourceFile: file.key,
    feed: file.feed,
    landedFile: file.landedFile,
    load: loadId,
    processed: totals.records + totals.rejects,
    rejected: totals.rejects,
    counts,
    replaces: replaces === null ? null : (await readLoad(transaction, replaces)).applied_event,
    metadata: { ...metadata, ...measureLoad(staged, performance.now() - startedMs), ...facts },
  });
  // The load whose place it takes goes first: one load of a file is in force at most.
  if (replaces !== null) await transaction.query(retireLoads, [[replaces], event]);
  await putLoadInForce(transaction, file, staged, event);
  return event;
}

/** Writes a `file_retired` for each load that ends without another taking its place. */
export async function writeRetired(
  transaction: Transaction,
  loads: readonly number[],
  counts: ChangeCounts | null = null,
  facts: Record<string, unknown> = {},
): Promise<void> {
  for (const load of loads) {
    const retired = await readLoad(transaction, load);
    const event = await writeResultEvent(transaction, {
      type: 'file_retired',
      sourceFile: retired.key,
      feed: retired.feed,
      landedFile: retired.landed_file,
      load,
      processed: 0,
      rejected: 0,
      // Of several that end at once, the last tells what that changed.
      counts: counts !== null && load === loads.at(-1) ? counts : nothing,
      replaces: retired.applied_event,
      metadata: { because: 'the file was left out', ...facts },
    });
    await transaction.query(retireLoads, [[load], event]);
  }
}

const nothing: ChangeCounts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };

/**
 * Writes down how a full run stands now.
 * @returns whether it was closed anew, with an event of these counts
 */
export async function settleRun(
  transaction: Transaction,
  { feed }: LoadSwitch,
  { fullRun, isTouched, wasClosed, becomes }: SettledRun,
  counts: ChangeCounts,
  facts: FeedTotals & { corrected?: Corrected },
): Promise<boolean> {
  if (becomes.standing === 'gone' || becomes.standing === 'open') return false;
  const { run, standing, event } = becomes;
  if (event !== null) {
    if (isTouched)
      await transaction.query(settleRunSql, [feed, fullRun, standing === 'closed' ? event : null]);
    return false;
  }
  if (standing === 'withheld') {
    await transaction.query(settleRunSql, [feed, fullRun, null]);
    await withholdRun(transaction, run.lastPart, run.lastLoad, run);
    return false;
  }
  const closing = await writeResultEvent(transaction, {
    type: 'full_closed',
    sourceFile: run.lastPart.key,
    feed,
    landedFile: run.lastPart.landedFile,
    load: run.lastLoad,
    processed: 0,
    rejected: 0,
    counts,
    replaces: wasClosed,
    metadata: { full_run: fullRun, ...facts },
  });
  await transaction.query(settleRunSql, [feed, fullRun, closing]);
  await transaction.query(resolveAlert, ['halted-file', run.lastPart.key]);
  await transaction.query(resolveAlert, ['withheld-deletes', run.lastPart.key]);
  return true;
}

async function readLoad(transaction: Transaction, load: number): Promise<LoadRow> {
  const { rows } = await transaction.query<LoadRow>(readLoadSql, [load]);
  return rows[0] as LoadRow;
}
