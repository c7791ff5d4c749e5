import { InvalidInput } from '../errors.ts';
import { checkConfiguration } from '../export/check-configuration.ts';
import { pairConfigurations, type ConfigurationPairs } from '../export/compare-configurations.ts';
import type { ConfigurationProblem, ExportConfiguration } from '../export/configuration.ts';
import { configurationLists, type ConfigurationRow } from '../export/configuration-rows.ts';
import { hashConfiguration } from '../export/hash-configuration.ts';
import type { RowSource } from '../export/row-source.ts';
import { limits } from '../limits.ts';
import type { ConfigImportRequest } from './configuration-requests.ts';
import type {
  ConfigCheckResponse,
  ConfigExportResponse,
  ConfigImportResponse,
} from './configuration-responses.ts';
import { describePairs } from './describe-pairs.ts';

/** The rows of the tables, and what is wrong with those that cannot be read. */
export type ReadRows = { configuration: ExportConfiguration; problems: ConfigurationProblem[] };

/** The configuration of a unit, and what it may name. */
export type ConfigurationFindings = ReadRows & {
  known: { rowSources: readonly RowSource[]; attributes: ReadonlySet<string> | null };
};

/** The configuration of exports of one business unit. */
export interface ConfigurationStore {
  /** @param become what it shall be; it decides what has to be known: else the configuration that there is */
  readConfiguration(become?: (found: ReadRows) => ExportConfiguration): Promise<ConfigurationFindings>;
  /** Writes what `decide` makes of what is there, and the event that tells of it, while nobody else writes. */
  changeConfiguration(
    decide: (found: ReadRows) => { pairs: ConfigurationPairs; metadata: Record<string, unknown> },
  ): Promise<{ event: string; found: ConfigurationFindings }>;
}

/** Everything that keeps the configuration from being exported. */
export async function checkExports(store: ConfigurationStore): Promise<ConfigCheckResponse> {
  const found = await store.readConfiguration();
  const { configuration, known } = found;
  const { files, columns, mappings, decorators } = configuration;
  return {
    hash: hashConfiguration(configuration),
    rows: {
      files: files.length,
      columns: columns.length,
      mappings: mappings.length,
      decorators: decorators.length,
    },
    attributesKnown: known.attributes !== null,
    problems: problemsOf(found),
  };
}

/**
 * The configuration as a whole.
 * @throws InvalidInput `bad-row`; `configuration-too-large` when no answer can hold it
 */
export async function exportConfiguration(store: ConfigurationStore): Promise<ConfigExportResponse> {
  const found = await store.readConfiguration();
  refuseBadRows(found);
  const { configuration } = found;
  const sizeBytes = Buffer.byteLength(JSON.stringify(configuration));
  if (sizeBytes > limits.configurationBytes) {
    throw new InvalidInput(
      'configuration-too-large',
      `The configuration has ${Math.ceil(sizeBytes / 1_000_000)} MB, more than an answer can hold. ` +
        'Read its largest table with SQL, as `\\copy decorator_data to decorator_data.csv csv header` does.',
    );
  }
  return { hash: hashConfiguration(configuration), configuration };
}

/**
 * Shows what an import would change, or does it where that was shown before.
 * @throws InvalidInput `bad-row`, `repeated-row`; `configuration-changed` when it is no longer what was shown
 */
export async function importConfiguration(
  store: ConfigurationStore,
  request: ConfigImportRequest,
): Promise<ConfigImportResponse> {
  refuseRepeated(request);
  if (request.shown === undefined) return lookAhead(store, request);
  let tables: ConfigImportResponse['tables'] = [];
  const { event, found } = await store.changeConfiguration((there) => {
    const pairs = pairWanted(there, request);
    refuseOther(request, hashConfiguration(there.configuration));
    tables = describePairs(pairs);
    return { pairs, metadata: { by: request.by, replaces: request.shown, ...countsOf(tables) } };
  });
  return { shown: request.shown, tables, problems: problemsOf(found), event };
}

async function lookAhead(
  store: ConfigurationStore,
  request: ConfigImportRequest,
): Promise<ConfigImportResponse> {
  const found = await store.readConfiguration((there) => numberAsWritten(pairWanted(there, request)));
  const pairs = pairWanted(found, request);
  return {
    shown: hashConfiguration(found.configuration),
    tables: describePairs(pairs),
    problems: problemsOf({ ...found, configuration: numberAsWritten(pairs) }).map(nameWritten),
    event: null,
  };
}

function problemsOf({ configuration, problems, known }: ConfigurationFindings): ConfigurationProblem[] {
  return [...problems, ...checkConfiguration(configuration, known)];
}

function pairWanted(found: ReadRows, { rows }: ConfigImportRequest): ConfigurationPairs {
  refuseBadRows(found);
  return pairConfigurations(found.configuration, rows);
}

/** Greater than any id: what a row is called that is not written yet. */
const unwritten = 2 ** 52;

/** The configuration that will be there, new rows numbered in their order. */
function numberAsWritten(pairs: ConfigurationPairs): ExportConfiguration {
  const lists = configurationLists.map((list) => {
    const rows = pairs[list].flatMap(({ id, after, moved }, index): (ConfigurationRow & { id: number })[] =>
      after === null ? [] : [{ ...after, id: id === null || moved ? unwritten + index : id }],
    );
    return [list, rows.toSorted((a, b) => a.id - b.id)];
  });
  return Object.fromEntries(lists) as ExportConfiguration;
}

function nameWritten(problem: ConfigurationProblem): ConfigurationProblem {
  const { row } = problem;
  return { ...problem, row: row === null || row >= unwritten ? null : row };
}

function refuseBadRows({ problems }: ReadRows): void {
  const [first] = problems;
  if (!first) return;
  throw new InvalidInput(
    'bad-row',
    `${first.table} has a row that cannot be read, ${first.row}: ${first.message} Mend or delete it with SQL first.`,
  );
}

function refuseOther({ unit, shown }: ConfigImportRequest, there: string): void {
  if (shown === there) return;
  throw new InvalidInput(
    'configuration-changed',
    `Somebody changed the configuration of ${unit} since the difference was shown. Nothing was imported: look again.`,
  );
}

/** The tables keep one row for a file and one for a column of it. */
function refuseRepeated({ rows }: ConfigImportRequest): void {
  const names = [
    ...(rows.files ?? []).map((row) => row.csv_name),
    ...(rows.columns ?? []).map((row) => `${row.csv_name} ${row.column_name}`),
  ];
  const seen = new Set<string>();
  const repeated = names.find((name) => seen.size === seen.add(name).size);
  if (repeated === undefined) return;
  throw new InvalidInput('repeated-row', `${repeated} is there twice. Leave one of its rows out.`);
}

function countsOf(tables: ConfigImportResponse['tables']): Record<string, unknown> {
  return Object.fromEntries(
    tables.map(({ table, added, removed, changed, moved }) => [table, { added, removed, changed, moved }]),
  );
}
