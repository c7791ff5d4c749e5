import type { ColumnPlan, CsvRows } from '#core/export/csv-plan.ts';
import { applyToAll } from './apply-steps.ts';
import { compileFilter } from './compile-filter.ts';
import { compileSource } from './compile-source.ts';
import { DecoratorJoins } from './decorator-joins.ts';
import { literal } from './literal.ts';
import { asText } from './value-expression.ts';

/**
 * Keeps the planner from computing a column anew wherever it is named. Unlike `offset 0` it is a constant before it is
 * planned, and leaves parallel plans possible.
 */
const fence = `offset bigint '0'`;

/** Which rows: those that have all that is required, or the others. */
export type Wanted = 'complete' | 'incomplete';

/**
 * A select of the rows of a CSV, unordered: the columns that are asked for, under the names that `nameOf` gives them, and
 * `o1`, … that order the row source. What is required is computed first, so that nothing else is computed for rows that go
 * elsewhere.
 */
export function compileRows(rows: CsvRows, columns: readonly ColumnPlan[], wanted: Wanted): string {
  const { rowSource } = rows;
  const decorators = new DecoratorJoins(rowSource);
  const compile = (column: ColumnPlan): string =>
    `${compileColumn(column, rows, decorators)} as ${nameOf(rows, column)}`;
  const required = rows.columns.filter((column) => column.required);
  const early = required.map(compile);
  const selected = [
    ...columns.map((column) => (column.required ? `s.${nameOf(rows, column)}` : compile(column))),
    ...rowSource.order.map((column, index) => `s.${column} as o${index + 1}`),
  ].join(',\n  ');
  const filter = compileFilter(rows, decorators);
  const from = decorators.decorate(`from (\n${rowSource.sql.trim()}\n) as s`);
  if (early.length === 0) return `select\n  ${selected}\n${from}${filter}\n${fence}`;
  const carried = ['s.*', ...early].join(',\n  ');
  const complete = required.map((column) => `s.${nameOf(rows, column)} <> ''`).join(' and ');
  const condition = wanted === 'complete' ? complete : `(${complete}) is not true`;
  const inner = `select\n  ${carried}\n${from}${filter}\n${fence}`;
  return `select\n  ${selected}\nfrom (\n${inner}\n) as s\nwhere ${condition}\n${fence}`;
}

/** The name of a column in the select: its place in the CSV. */
export function nameOf(rows: CsvRows, column: ColumnPlan): string {
  return `c${rows.columns.indexOf(column) + 1}`;
}

function compileColumn(column: ColumnPlan, { rowSource }: CsvRows, decorators: DecoratorJoins): string {
  const sources = column.sources.map((source) => compileSource(source, rowSource, decorators));
  const sql = asText(applyToAll(sources, column.steps));
  return column.defaultValue === null ? sql : `coalesce(nullif(${sql}, ''), ${literal(column.defaultValue)})`;
}
