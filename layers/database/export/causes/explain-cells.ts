import {
  findConfigurationCauses,
  type ConfigurationScope,
} from '#core/export/causes/configuration-causes.ts';
import { readsOfColumn, readsOfRow, type FoundRow, type RecordRead } from '#core/export/causes/reads-of.ts';
import type { ExportConfiguration } from '#core/export/configuration.ts';
import type { CsvPlan } from '#core/export/csv-plan.ts';
import { resolvePlans } from '#core/export/resolve-plans.ts';
import type { RowSource } from '#core/export/row-source.ts';
import { NotFound } from '#core/errors.ts';
import type {
  AskedCell,
  Cause,
  ExportCausesRequest,
  ExportCausesResponse,
} from '#core/operate/cause-messages.ts';
import type { RecordStep } from '#core/records/record-history.ts';
import { operateLabel } from '../../operate/operate-label.ts';
import type { Database } from '../../open-database.ts';
import { inTransaction, type Transaction } from '../../transaction.ts';
import { readKeptConfiguration } from '../read-kept-configuration.ts';
import { shadowDecorators } from '../snapshot/shadow-past.ts';
import { findEvent } from './find-event.ts';
import { findRows } from './find-rows.ts';
import readComparedRun from './read-compared-run.sql' with { type: 'text' };
import { readValues } from './read-values.ts';
import { showPast } from './show-past.ts';

/** One of the two runs: what it showed of the CSV, and of what. */
type Side = { asOf: string; configuration: ExportConfiguration; plan: CsvPlan | null };
type Sides = { before: Side; after: Side };

/**
 * What made cells of a CSV differ between two runs: lines of files that came into force or left it in between, of the
 * records that the row is made of, and rows of the configuration.
 * @throws NotFound `unknown-run`
 */
export async function explainCells(
  database: Database,
  rowSources: readonly RowSource[],
  request: ExportCausesRequest,
): Promise<ExportCausesResponse> {
  const { cells } = request;
  const sides = await alone(database, async (transaction) => ({
    before: await readSide(transaction, rowSources, request.csv, request.before),
    after: await readSide(transaction, rowSources, request.csv, request.after),
  }));
  const rows = new Map([
    ...(await findIn(database, sides.after, request, ({ kind }) => kind !== 'removed')),
    ...(await findIn(database, sides.before, request, ({ kind }) => kind === 'removed')),
  ]);
  const events = await findEvents(database, sides, cells, rows);
  return {
    causes: cells.map((cell, place) => [
      ...(events[place] ?? []),
      ...findConfigurationCauses(
        sides.before.configuration,
        sides.after.configuration,
        scopeOf(cell, sides, request, rows.get(place)),
      ),
    ]),
  };
}

async function readSide(
  transaction: Transaction,
  rowSources: readonly RowSource[],
  csv: string,
  run: number,
): Promise<Side> {
  const { rows } = await transaction.query<{ as_of: string | null; configuration: string | null }>(
    readComparedRun,
    [run],
  );
  const hash = rows[0]?.configuration ?? null;
  const configuration = hash === null ? null : await readKeptConfiguration(transaction, hash);
  if (!configuration) throw new NotFound('unknown-run', `Run ${run} wrote no CSVs.`);
  const plans = resolvePlans(configuration, rowSources);
  const plan = plans.find(({ file }) => file.csv_name === csv) ?? null;
  return { asOf: rows[0]?.as_of ?? '0', configuration, plan };
}

/** The rows that some of the cells are of, by the place of the cell in the request. */
async function findIn(
  database: Database,
  { plan, asOf, configuration }: Side,
  { cells, keyColumns }: ExportCausesRequest,
  isWanted: (cell: AskedCell) => boolean,
): Promise<[number, FoundRow][]> {
  const keys = new Map<string, AskedCell['key']>();
  for (const cell of cells) if (isWanted(cell)) keys.set(JSON.stringify(cell.key), cell.key);
  if (plan === null || keys.size === 0) return [];
  const names = [...keys.keys()];
  const found = await alone(database, async (transaction) => {
    await showPast(transaction, database.schema, plan.rowSource.feeds, asOf);
    await shadowDecorators(transaction, configuration.decorators);
    return await findRows(transaction, plan, keyColumns, [...keys.values()]);
  });
  return cells.flatMap((cell, place): [number, FoundRow][] => {
    const row = isWanted(cell) ? found.get(names.indexOf(JSON.stringify(cell.key))) : undefined;
    return row ? [[place, row]] : [];
  });
}

/** For each cell the parts of records that are not what they were, each with the event that says so. */
async function findEvents(
  database: Database,
  sides: Sides,
  cells: readonly AskedCell[],
  rows: ReadonlyMap<number, FoundRow>,
): Promise<Cause[][]> {
  const wanted = cells.map((cell, place) => {
    const row = rows.get(place);
    return row ? distinct(readsOf(cell, sides, row)) : [];
  });
  const reads = distinct(wanted.flat());
  if (reads.length === 0) return cells.map(() => []);
  const { before, after } = sides;
  const old = await alone(database, (transaction) => readValues(transaction, reads, before.asOf));
  const young = await alone(database, (transaction) => readValues(transaction, reads, after.asOf));
  const causes = new Map<string, Cause>();
  await alone(database, async (transaction) => {
    const histories = new Map<string, RecordStep[]>();
    const span = { after: before.asOf, until: after.asOf };
    for (const [place, read] of reads.entries()) {
      const [was, is] = [old[place] ?? null, young[place] ?? null];
      const event = was === is ? null : await findEvent(transaction, read, was, span, histories);
      if (event) causes.set(JSON.stringify(read), describeCause(read, event, was, is));
    }
  });
  return wanted.map((ofCell) => chooseCauses(ofCell, causes));
}

function describeCause(
  { feed, id, name, path }: RecordRead,
  event: { event: string; eventTime: string; file: string; line: number },
  before: string | null,
  after: string | null,
): Cause {
  const field = name === '' ? null : name;
  const isWhole = path === null;
  return { kind: 'event', ...event, feed, record: id, field, isWhole, before, after };
}

/** A record that came or went explains all of its parts; labels are told where nothing else is. */
function chooseCauses(reads: readonly RecordRead[], causes: ReadonlyMap<string, Cause>): Cause[] {
  const found = reads.flatMap((read) => {
    const cause = causes.get(JSON.stringify(read));
    return cause ? [{ read, cause }] : [];
  });
  const wholes = found.filter(({ read }) => read.path === null);
  const parts = found.filter(({ read }) => !read.isLabel);
  const chosen = wholes.length > 0 ? wholes.slice(0, 1) : parts.length > 0 ? parts : found;
  return chosen.map(({ cause }) => cause);
}

function readsOf(cell: AskedCell, { before, after }: Sides, row: FoundRow): RecordRead[] {
  const plans = [before.plan, after.plan].filter((plan) => plan !== null);
  return plans.flatMap((plan) => {
    if (cell.column === null) return readsOfRow(plan, row);
    const column = plan.columns.find(({ name }) => name === cell.column);
    return column ? readsOfColumn(column, row) : [];
  });
}

function scopeOf(
  { column }: AskedCell,
  { before, after }: Sides,
  { csv, keyColumns }: ExportCausesRequest,
  row: FoundRow | undefined,
): ConfigurationScope {
  const required = [before.plan, after.plan].flatMap(
    (plan) => plan?.columns.filter((each) => each.required).map(({ name }) => name) ?? [],
  );
  const columns = column === null ? [...keyColumns, ...required] : [column];
  const decorators = [...typesOf(columns, before), ...typesOf(columns, after)];
  return { csv, columns, isRow: column === null, entities: row?.entities ?? [], decorators };
}

/** The types of decorators that some columns show, before or after; all, where decorators are what the rows are. */
function typesOf(columns: readonly string[], { plan, configuration }: Side): string[] {
  if (!plan) return [];
  if ('DecoratorType' in plan.rowSource.fields)
    return configuration.decorators.map((row) => row.decorator_type);
  return plan.columns
    .filter(({ name }) => columns.includes(name))
    .flatMap(({ sources }) => sources)
    .flatMap((source) => (source.kind === 'decorator' ? [source.decoratorType] : []));
}

function distinct(reads: readonly RecordRead[]): RecordRead[] {
  return [...new Map(reads.map((read) => [JSON.stringify(read), read])).values()];
}

function alone<T>(database: Database, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return inTransaction(database, operateLabel, work);
}
