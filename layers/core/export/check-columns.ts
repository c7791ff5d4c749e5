import { faultOfField, rowSourceOf, type CheckScope } from './check-scope.ts';
import { checkSteps, isCombining } from './check-steps.ts';
import type { ConfigurationProblem, TemplateColumn } from './configuration.ts';
import { findRepeats, FoundProblems } from './found-problems.ts';
import { parseFieldList } from './parse-field-list.ts';
import { mappingsOf } from './resolve-plans.ts';
import type { RowSource } from './row-source.ts';

/** What is wrong with rows of `csv_template_config`, those of files that are switched off left out. */
export function checkColumns(scope: CheckScope): ConfigurationProblem[] {
  const { files, columns } = scope.configuration;
  const problems = new FoundProblems('csv_template_config');
  for (const column of columns) {
    const file = files.find(({ csv_name }) => csv_name === column.csv_name);
    if (!file) {
      const message = `${column.csv_name} has no row in csv_file_config.`;
      problems.add(column.id, { code: 'unknown-csv', message });
    } else if (file.active) {
      checkColumn(scope, problems, column, rowSourceOf(scope, file));
    }
  }
  for (const { row, first } of findRepeats(columns, (column) => [column.csv_name, column.column_name])) {
    const message = `${row.csv_name} has the column "${row.column_name}" already, in row ${first.id}.`;
    problems.add(row.id, { code: 'duplicate-column', message });
  }
  return problems.list;
}

function checkColumn(
  scope: CheckScope,
  problems: FoundProblems,
  column: TemplateColumn,
  rowSource: RowSource | undefined,
): void {
  if (column.column_name.trim() === '' || /\p{Cc}/u.test(column.column_name)) {
    const message = 'column_name is blank or has a control character, such as a line break, in it.';
    problems.add(column.id, { code: 'bad-column-name', message });
  }
  const fed = rowSource ? checkSource(scope, problems, column, rowSource) : 1;
  const steps = checkSteps(problems, column.id, 'transformation', column.transformation, Math.max(fed, 1));
  if (column.source_type === 'computed' && steps && !isCombining(steps)) {
    const message =
      'A computed column has a transformation that begins with join, concat, coalesce or template.';
    problems.add(column.id, { code: 'not-combined', message });
  }
  if (!column.required || fed > 0 || (column.default_value ?? '') !== '') return;
  if (steps?.some(({ name }) => givesWithoutInput.includes(name))) return;
  const message = `"${column.column_name}" is required, and nothing feeds it: neither a field or text nor an active mapping.`;
  problems.add(column.id, { code: 'unfed-column', message });
}

/** The transformations that make a text of nothing. */
const givesWithoutInput: readonly string[] = ['default', 'present', 'count'];

/** Looks at what feeds a column, and says how many fields or texts that are. */
function checkSource(
  scope: CheckScope,
  problems: FoundProblems,
  column: TemplateColumn,
  rowSource: RowSource,
): number {
  const value = column.source_value ?? '';
  switch (column.source_type) {
    case 'static':
      return value === '' ? 0 : 1;
    case 'decorator':
      return checkDecorated(problems, column, rowSource);
    case 'computed': {
      if (value === '') return missSource(problems, column, 'the fields that it is made of');
      const fields = problems.attempt(column.id, 'source_value', () => parseFieldList(value)) ?? [];
      for (const field of fields) checkField(scope, problems, column, rowSource, field);
      return Math.max(fields.length, 1);
    }
    case 'inriver_field': {
      if (value !== '') checkField(scope, problems, column, rowSource, value);
      const mapped = mappingsOf(column, scope.configuration.mappings).length;
      return value === '' ? mapped : Math.max(mapped, 1);
    }
  }
}

function checkField(
  scope: CheckScope,
  problems: FoundProblems,
  column: TemplateColumn,
  rowSource: RowSource,
  field: string,
): void {
  const fault = faultOfField(scope, rowSource, field);
  if (fault) problems.add(column.id, fault);
}

function checkDecorated(problems: FoundProblems, column: TemplateColumn, rowSource: RowSource): number {
  if ((column.source_value ?? '') === '') return missSource(problems, column, 'the type of the decorator');
  if (rowSource.entities.length > 0) return 1;
  const message = `Nothing hangs on the rows "${rowSource.name}" that decorators could decorate.`;
  problems.add(column.id, { code: 'no-decorators', message });
  return 1;
}

/** Counts as fed: one message is enough. */
function missSource(problems: FoundProblems, column: TemplateColumn, what: string): number {
  const message = `source_value is empty: a column that is "${column.source_type}" has ${what} there.`;
  problems.add(column.id, { code: 'missing-source', message });
  return 1;
}
