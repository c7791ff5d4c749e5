import { faultOfField, rowSourceOf, type CheckScope } from './check-scope.ts';
import type { ConfigurationProblem, CsvFile } from './configuration.ts';
import { findRepeats, FoundProblems } from './found-problems.ts';
import { parseReference } from './parse-reference.ts';

/** PostgreSQL gives up at 1,664; some are needed beside those of the CSV. */
const columnsAtMost = 1000;

/** Beside `items.csv` a run may write `items.rejected.csv` and `items.gone.csv`. */
const reservedEnds = ['.rejected.csv', '.gone.csv'];

/** What is wrong with rows of `csv_file_config`. */
export function checkFiles(scope: CheckScope): ConfigurationProblem[] {
  const { files } = scope.configuration;
  const problems = new FoundProblems('csv_file_config');
  for (const file of files.filter(({ active }) => active)) checkFile(scope, problems, file);
  for (const { row, first } of findRepeats(files, (file) => [file.csv_name.toLowerCase()])) {
    const message = `Row ${first.id} is ${first.csv_name} already; names that differ in case alone count as one.`;
    problems.add(row.id, { code: 'duplicate-csv', message });
  }
  return problems.list;
}

function checkFile(scope: CheckScope, problems: FoundProblems, file: CsvFile): void {
  const rowSource = rowSourceOf(scope, file);
  if (!rowSource) {
    const names = scope.known.rowSources.map(({ name }) => name).join(', ');
    const message = `There are no rows "${file.row_source}". There are: ${names}.`;
    problems.add(file.id, { code: 'unknown-row-source', message });
  }
  const reserved = reservedEnds.find((end) => file.csv_name.toLowerCase().endsWith(end));
  if (reserved !== undefined) {
    const message = `A run writes files of its own whose names end in ${reserved}.`;
    problems.add(file.id, { code: 'reserved-name', message });
  }
  checkNames(scope, problems, file);
  for (const { field } of file.filter ?? []) {
    const fault = rowSource && faultOfField(scope, rowSource, field);
    if (fault) problems.add(file.id, { ...fault, message: `filter: ${fault.message}` });
  }
  checkReferences(scope, problems, file);
}

function checkNames(scope: CheckScope, problems: FoundProblems, file: CsvFile): void {
  const columns = columnsOf(scope, file.csv_name);
  if (columns.length === 0 || columns.length > columnsAtMost) {
    const message = `It has ${columns.length} columns in csv_template_config; a CSV has 1 to ${columnsAtMost}.`;
    problems.add(file.id, { code: 'bad-column-count', message });
  }
  for (const list of ['column_order', 'row_order', 'key_columns'] as const) {
    for (const [index, name] of file[list].entries()) {
      if (!columns.includes(name)) addUnknownColumn(problems, file, list, file.csv_name, name);
      if (file[list].indexOf(name) === index) continue;
      problems.add(file.id, { code: 'listed-twice', message: `${list} lists "${name}" twice.` });
    }
  }
}

function checkReferences(scope: CheckScope, problems: FoundProblems, file: CsvFile): void {
  for (const text of file.reference_columns) {
    const reference = problems.attempt(file.id, 'reference_columns', () => parseReference(text));
    if (!reference) continue;
    const { column, toCsv, toColumn } = reference;
    const own = columnsOf(scope, file.csv_name);
    if (!own.includes(column)) addUnknownColumn(problems, file, 'reference_columns', file.csv_name, column);
    const isWritten = scope.configuration.files.some((other) => other.active && other.csv_name === toCsv);
    if (!isWritten) {
      const message = `reference_columns: ${toCsv} has no active row in csv_file_config.`;
      problems.add(file.id, { code: 'unknown-csv', message });
    } else if (!columnsOf(scope, toCsv).includes(toColumn)) {
      addUnknownColumn(problems, file, 'reference_columns', toCsv, toColumn);
    }
  }
}

function addUnknownColumn(
  problems: FoundProblems,
  file: CsvFile,
  cell: string,
  csvName: string,
  column: string,
): void {
  const message = `${cell}: ${csvName} has no column "${column}" in csv_template_config.`;
  problems.add(file.id, { code: 'unknown-column', message });
}

function columnsOf({ configuration }: CheckScope, csvName: string): string[] {
  return configuration.columns
    .filter(({ csv_name }) => csv_name === csvName)
    .map(({ column_name }) => column_name);
}
