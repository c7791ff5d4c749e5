import { checkConfiguration } from '#core/export/check-configuration.ts';
import type { ExportConfiguration } from '#core/export/configuration.ts';
import type { ExportSnapshot, ExportStore, RunResult, SnapshotRequest } from '#core/export/ports.ts';
import { resolvePlans } from '#core/export/resolve-plans.ts';
import type { RowSource } from '#core/export/row-source.ts';
import { NotFound, OutOfOrder } from '#core/errors.ts';
import type { Database } from '../../open-database.ts';
import { inTransaction, type Transaction } from '../../transaction.ts';
import { translateDatabaseError } from '../../translate-error.ts';
import beginSnapshot from '../../verify/begin-snapshot.sql' with { type: 'text' };
import { keepConfiguration } from '../keep-configuration.ts';
import { readConfigurationRows } from '../read-configuration.ts';
import { readKeptConfiguration } from '../read-kept-configuration.ts';
import { readKnownAttributes } from '../read-known-attributes.ts';
import endRun from '../runs/end-run.sql' with { type: 'text' };
import { exportLabel, openExportRuns } from '../runs/export-runs.ts';
import lockRun from '../runs/lock-run.sql' with { type: 'text' };
import readConfigurationOfRun from '../runs/read-configuration-of-run.sql' with { type: 'text' };
import allowIdling from './allow-idling.sql' with { type: 'text' };
import planForExport from './plan-for-export.sql' with { type: 'text' };
import { openLane } from './export-lane.ts';
import listLateFeeds from './list-late-feeds.sql' with { type: 'text' };
import readAsOf from './read-as-of.sql' with { type: 'text' };
import { putPastFirst, putPastLoadsFirst, shadowDecorators, shadowRecords } from './shadow-past.ts';
import { withSharedSnapshot } from './share-snapshot.ts';

export type ExportStoreOptions = {
  /** The feeds whose tables row sources read. */
  feeds: readonly string[];
  rowSources: readonly RowSource[];
  /** How many CSVs are written at a time. */
  connections: number;
};

/** The way of exports into the database of one unit. */
export function openExportStore(database: Database, options: ExportStoreOptions): ExportStore {
  return {
    runs: openExportRuns(database),
    inSnapshot: (request, work) =>
      inTransaction(
        database,
        exportLabel,
        (transaction) => exportIn(database, transaction, options, request, work),
        'cut',
      ),
  };
}

async function exportIn<T>(
  database: Database,
  main: Transaction,
  options: ExportStoreOptions,
  request: SnapshotRequest,
  work: (snapshot: ExportSnapshot) => Promise<{ value: T; result: RunResult }>,
): Promise<T> {
  await main.query(beginSnapshot);
  await holdRun(main, request.run);
  await main.query(allowIdling);
  await main.query(planForExport);
  const facts = await readFacts(main, options, request);
  // Tables that stand for the past belong to one connection.
  const others = request.asOf === null && request.configurationOf === null ? options.connections - 1 : 0;
  const { value, result } = await withSharedSnapshot(database, main, others, (connections) =>
    work({ ...facts, lanes: connections.map(openLane), confirm: () => confirm(main) }),
  );
  await main.query(endRun, [request.run, result.counts, result.error]);
  return value;
}

/** Nobody takes a run for dead while its row is locked. */
async function holdRun(main: Transaction, run: number): Promise<void> {
  const { rows } = await main.query<{ ended: Date | null }>(lockRun, [run]);
  if (rows[0]?.ended === null) return;
  throw new OutOfOrder('run-taken-over', `Another export began beside run ${run}, which gives way.`, { run });
}

/** An answer over the connection that holds the run's row says that it still does. */
async function confirm(main: Transaction): Promise<void> {
  try {
    await main.query('');
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

async function readFacts(
  main: Transaction,
  { feeds, rowSources }: ExportStoreOptions,
  { asOf, configurationOf }: SnapshotRequest,
): Promise<Omit<ExportSnapshot, 'lanes' | 'confirm'>> {
  const newest = (await main.query<{ as_of: number | null }>(readAsOf)).rows[0]?.as_of ?? null;
  if (asOf !== null && Number(asOf) > (newest ?? 0)) {
    throw new NotFound(
      'event-not-reached',
      `The newest event that changed anything is ${newest ?? 'still to come'}.`,
    );
  }
  const late =
    asOf === null ? (await main.query<ExportSnapshot['lateFeeds'][number]>(listLateFeeds)).rows : [];
  const { configuration, problems } = await readWanted(main, rowSources, configurationOf);
  const configurationHash = await keepConfiguration(main, configuration);
  if (asOf !== null) await putPastLoadsFirst(main, feeds, asOf);
  else if (configurationOf !== null) await putPastFirst(main);
  if (asOf !== null) await shadowRecords(main, feeds);
  if (configurationOf !== null) await shadowDecorators(main, configuration.decorators);
  const asOfEvent = asOf ?? (newest === null ? null : String(newest));
  const plans = problems.length === 0 ? resolvePlans(configuration, rowSources) : [];
  return { asOfEvent, lateFeeds: late, configuration, configurationHash, problems, plans };
}

/** Today's configuration with what is wrong with it, or the one that a run used: that one was in order. */
async function readWanted(
  main: Transaction,
  rowSources: readonly RowSource[],
  run: number | null,
): Promise<Pick<ExportSnapshot, 'configuration' | 'problems'>> {
  if (run !== null) return { configuration: await configurationOfRun(main, run), problems: [] };
  const { configuration, problems } = await readConfigurationRows(main);
  const attributes = await readKnownAttributes(main, configuration);
  return {
    configuration,
    problems: [...problems, ...checkConfiguration(configuration, { rowSources, attributes })],
  };
}

async function configurationOfRun(main: Transaction, run: number): Promise<ExportConfiguration> {
  const { rows } = await main.query<{ configuration: string | null }>(readConfigurationOfRun, [run]);
  const hash = rows[0]?.configuration ?? null;
  const kept = hash === null ? null : await readKeptConfiguration(main, hash);
  if (kept) return kept;
  throw new NotFound(
    'run-without-configuration',
    `Run ${run} wrote no CSVs; millrace export list names those that did.`,
  );
}
