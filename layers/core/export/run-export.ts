import type { BusinessUnit, ExportSettings } from '../business-unit.ts';
import { asError, OutOfOrder } from '../errors.ts';
import type { Log } from '../load/ports.ts';
import type { Scratch } from './compare/scratch.ts';
import type { CompiledCsv, CsvPlan } from './csv-plan.ts';
import type { ExportOutcome, ExportRequest } from './export-request.ts';
import { judgeRows, judgeValues } from './judge-run.ts';
import { exportKeys, type ExportedFile, type FailedCheck, type Manifest } from './manifest.ts';
import type {
  CompileCsv,
  ExportLane,
  ExportsBucket,
  ExportSnapshot,
  ExportStore,
  RunResult,
} from './ports.ts';
import { publishRun } from './publish-run.ts';
import { readManifest, writeChanges } from './write-changes.ts';
import { writeCsv, type CsvTarget } from './write-csv.ts';

export type ExportDeps = {
  unit: BusinessUnit;
  settings: ExportSettings;
  store: ExportStore;
  bucket: ExportsBucket;
  compile: CompileCsv;
  startSha256: CsvTarget['startSha256'];
  /** Does work with room outside of memory. */
  withScratch<Result>(work: (scratch: Scratch) => Promise<Result>): Promise<Result>;
  now(): Date;
  log: Log;
};

/** A night may have an hour more; the night before is further away than that. */
const clockChangeHours = 2;
/** Of the problems of a configuration so many are told; `config check` has all. */
const toldProblems = 100;

type Done = { value: ExportOutcome; result: RunResult };

/**
 * Writes the CSVs of a unit: all of them from one snapshot, then the manifest, then the pointer and the delivery. A
 * run that ends anywhere before leaves files that nothing points to, and the next run removes them.
 * @throws whatever made it fail; the run's row and an alert say so
 */
export async function runExport(deps: ExportDeps, request: ExportRequest): Promise<ExportOutcome> {
  const { store, settings } = deps;
  const isScheduled = request.because === 'schedule';
  if (isScheduled && (await store.runs.isPublishedSince(settings.windowHours + clockChangeHours)))
    return { outcome: 'not-due' };
  const since =
    request.changedSince === undefined
      ? null
      : await readManifest(deps.bucket, deps.unit.name, request.changedSince);
  const begun = await store.runs.begin(isScheduled ? 'nightly' : 'on demand');
  if ('underWay' in begun) return { outcome: 'under-way', run: begun.underWay };
  const { run, abandoned } = begun;
  if (abandoned.length > 0) {
    const told = `Run ${abandoned.join(', ')} ended without a word: it was stopped, or its time was over.`;
    await store.runs.raise('export-failed', `${told} Run ${run} begins anew.`);
  }
  try {
    const { asOf = null, configurationOf = null } = request;
    return await store.inSnapshot({ run, asOf, configurationOf }, async (snapshot) => {
      await tidyUp(deps);
      return await exportSnapshot(deps, { ...request, since }, run, snapshot);
    });
  } catch (thrown) {
    const error = asError(thrown);
    await store.runs.fail(run, error.message);
    // Who gave way to another run, or looked for a past that there is not, concerns nobody else.
    if (!(error instanceof OutOfOrder) && !isOfThePast(request))
      await store.runs.raise('export-failed', `Run ${run} failed: ${error.message}`);
    throw thrown;
  }
}

/** Its files are written beside the others, whatever becomes of them. */
function isOfThePast({ asOf, configurationOf }: ExportRequest): boolean {
  return asOf !== undefined || configurationOf !== undefined;
}

/** Removes what failed runs left. One without a manifest is not a set of files but a part of one. */
async function tidyUp({ bucket, unit, log, store }: ExportDeps): Promise<void> {
  for (const run of await store.runs.listUntidied()) {
    const isWhole = (await bucket.readJson(exportKeys.manifest(unit.name, run))) !== null;
    const keys = isWhole ? [] : await bucket.list(exportKeys.ofRun(unit.name, run));
    for (const key of keys) await bucket.remove(key);
    await store.runs.markTidied(run);
    if (keys.length > 0) log.warn('removed what a run left that did not end', { run, objects: keys.length });
  }
}

async function exportSnapshot(
  deps: ExportDeps,
  request: ExportRequest & { since: Manifest | null },
  run: number,
  snapshot: ExportSnapshot,
): Promise<Done> {
  if (snapshot.problems.length > 0) return refuse(deps, run, snapshot);
  if (snapshot.plans.length === 0) return refuseEmpty(deps, run);
  const isPast = isOfThePast(request);
  if (!isPast && !request.accept && snapshot.lateFeeds.length > 0 && deps.settings.whenLate !== 'publish')
    return hold(deps, run, snapshot);

  const startedAt = deps.now().toISOString();
  const usualRows = isPast ? new Map<string, number>() : await deps.store.runs.readUsualRows();
  const { files, failedChecks } = await writeFiles(deps, run, snapshot, usualRows);
  const { bucket, unit, withScratch } = deps;
  const { since } = request;
  const changes =
    since &&
    (await withScratch((scratch) => writeChanges({ unit: unit.name, run, bucket, scratch }, since, files)));
  const heldBack = isPast ? 'past' : failedChecks.length > 0 && !request.accept ? 'checks' : null;
  const manifest: Manifest = {
    unit: deps.unit.name,
    run,
    asOfEvent: snapshot.asOfEvent,
    configuration: snapshot.configurationHash,
    startedAt,
    finishedAt: deps.now().toISOString(),
    lateFeeds: [...snapshot.lateFeeds],
    files,
    failedChecks,
    changes,
    heldBack,
  };
  await snapshot.confirm();
  await deps.bucket.writeJson(exportKeys.manifest(deps.unit.name, run), manifest);
  if (heldBack === null) await publishRun(deps, manifest, () => snapshot.confirm());
  return await conclude(deps, manifest);
}

/** The lanes take one CSV after the other, those that were largest the last time first. */
async function writeFiles(
  deps: ExportDeps,
  run: number,
  snapshot: ExportSnapshot,
  usualRows: ReadonlyMap<string, number>,
): Promise<{ files: ExportedFile[]; failedChecks: FailedCheck[] }> {
  const target: CsvTarget = {
    bucket: deps.bucket,
    keyOf: (name) => exportKeys.file(deps.unit.name, run, name),
    startSha256: deps.startSha256,
  };
  const size = (plan: CsvPlan): number => usualRows.get(plan.file.csv_name) ?? Number.POSITIVE_INFINITY;
  const work = snapshot.plans
    .map((plan) => ({ plan, compiled: deps.compile(plan) }))
    .toSorted((a, b) => Math.sign(size(b.plan) - size(a.plan)) || 0);
  const files: ExportedFile[] = [];
  const failedChecks: FailedCheck[] = [];
  const writeOne = async (lane: ExportLane, { plan, compiled }: { plan: CsvPlan; compiled: CompiledCsv }) => {
    const written = await writeCsv(lane, compiled, target);
    const file = { ...written, keyColumns: plan.file.key_columns };
    await deps.store.runs.noteFile(run, file);
    files.push(file);
    failedChecks.push(...judgeRows(plan, file, usualRows.get(file.name)));
    failedChecks.push(...(await judgeValues(lane, plan, compiled)));
  };
  await shareOut(work, snapshot.lanes, writeOne);
  const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  return {
    files: files.toSorted((a, b) => byName(a.name, b.name)),
    failedChecks: failedChecks.toSorted((a, b) => byName(a.csv, b.csv) || byName(a.code, b.code)),
  };
}

/** Has each lane do the next piece of work when it is done with one; after a failure nobody takes another. */
async function shareOut<Work>(
  work: readonly Work[],
  lanes: readonly ExportLane[],
  doOne: (lane: ExportLane, piece: Work) => Promise<void>,
): Promise<void> {
  const left = [...work];
  const drain = async (lane: ExportLane): Promise<void> => {
    for (let piece = left.shift(); piece !== undefined; piece = left.shift()) await doOne(lane, piece);
  };
  const stop = (error: unknown): never => {
    left.length = 0;
    throw error;
  };
  await Promise.all(lanes.map((lane) => drain(lane).catch(stop)));
}

async function refuse({ store, unit }: ExportDeps, run: number, { problems }: ExportSnapshot): Promise<Done> {
  const error = `The configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}, such as: ${problems[0]?.message}`;
  await store.runs.raise('configuration-refused', `${error} See millrace config check --bu ${unit.name}.`);
  return {
    value: { outcome: 'refused', run, problems: problems.slice(0, toldProblems) },
    result: { counts: {}, error },
  };
}

/** An empty set would be a lie to whoever reads it. No alert: the unit has not begun to export. */
function refuseEmpty({ unit }: ExportDeps, run: number): Done {
  const message =
    `${unit.name} has no CSV that is switched on. To begin with those that come with Millrace: ` +
    `millrace config import --default --bu ${unit.name}.`;
  const problem = { table: 'csv_file_config' as const, row: null, code: 'nothing-configured', message };
  return { value: { outcome: 'refused', run, problems: [problem] }, result: { counts: {}, error: message } };
}

async function hold(
  { store, settings, unit }: ExportDeps,
  run: number,
  { lateFeeds }: ExportSnapshot,
): Promise<Done> {
  const told = lateFeeds.map(({ detail }) => detail).join(' ');
  const tryAgain = settings.whenLate === 'wait';
  const error = `${told} ${tryAgain ? 'The run is tried again while its window lasts.' : 'The run waits for a person.'}`;
  await store.runs.raise(
    'feeds-late',
    `${error} To publish anyway: millrace export run --bu ${unit.name} --accept.`,
  );
  const value = { outcome: 'late' as const, run, lateFeeds: [...lateFeeds], tryAgain };
  return { value, result: { counts: {}, error } };
}

/** What the run's row, the alert and whoever asked are told. */
async function conclude({ store, unit }: ExportDeps, manifest: Manifest): Promise<Done> {
  const { files, failedChecks, heldBack, run, asOfEvent, configuration } = manifest;
  const sum = (of: (file: ExportedFile) => number): number =>
    files.reduce((total, file) => total + of(file), 0);
  const counts = {
    files: files.length,
    rows: sum((file) => file.rows),
    size_bytes: sum((file) => file.sizeBytes),
    rejected: sum((file) => file.rejected),
    as_of_event: asOfEvent,
    configuration,
    published: heldBack === null,
  };
  if (heldBack === 'checks') {
    const error = `Held back: ${failedChecks.map(({ message }) => message).join(' ')}`;
    const advice = `The run before stays the latest. To publish anyway: millrace export run --bu ${unit.name} --accept.`;
    await store.runs.raise('checks-failed', `Run ${run} is written and not published. ${error} ${advice}`);
    return { value: { outcome: 'held-back', manifest }, result: { counts, error } };
  }
  if (heldBack === null) await store.runs.resolve();
  return {
    value: { outcome: heldBack === null ? 'published' : 'written', manifest },
    result: { counts, error: null },
  };
}
