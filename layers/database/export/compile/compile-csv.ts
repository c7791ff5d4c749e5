import type { ColumnPlan, CompiledCsv, CsvPlan, CsvRows } from '#core/export/csv-plan.ts';
import { compileRows, nameOf } from './compile-rows.ts';
import { literal } from './literal.ts';

/**
 * The statements of a CSV. Every text of its configuration is a literal in them; what names a table, a column or a function
 * comes from the catalog or from here.
 * @throws InvalidInput `unstorable-text`
 */
export function compileCsv(plan: CsvPlan): CompiledCsv {
  const { file, columns } = plan;
  return {
    csvName: file.csv_name,
    header: columns.map(({ name }) => name),
    rowsSql: compileOrdered(plan, compileRows(plan, columns, 'complete'), null),
    rejectsSql: compileRejects(plan),
    duplicatesSql: compileDuplicates(plan),
    danglingSql: plan.references.map(({ column, toCsv, toColumn, to }) => ({
      column,
      target: `${toCsv}.${toColumn}`,
      sql: compileDangling(plan, findColumn(plan, column), to, findColumn(to, toColumn)),
    })),
    nullText: file.null_text,
    lineEnd: file.line_end,
  };
}

function compileRejects(plan: CsvPlan): string | null {
  const required = plan.columns.filter((column) => column.required);
  if (required.length === 0) return null;
  const missing = required.map(
    (column) => `case when coalesce(t.${nameOf(plan, column)}, '') = '' then ${literal(column.name)} end`,
  );
  const reason = `'missing: ' || concat_ws(', ', ${missing.join(', ')})`;
  return compileOrdered(plan, compileRows(plan, plan.columns, 'incomplete'), reason);
}

/** Ordered by the columns that the file names, then as the row source orders its rows, so that there is one order only. */
function compileOrdered(plan: CsvPlan, rows: string, reason: string | null): string {
  const { file, columns, rowSource } = plan;
  const cells = columns.map((column) => {
    const name = nameOf(plan, column);
    return `${file.excel_safe ? guardFormula(`t.${name}`) : `t.${name}`} as ${name}`;
  });
  const order = [
    ...file.row_order.map((name) => `t.${nameOf(plan, findColumn(plan, name))} collate "C"`),
    ...rowSource.order.map((_, index) => `t.o${index + 1}`),
  ];
  const selected = reason === null ? cells : [...cells, `${reason} as reason`];
  return `select\n  ${selected.join(',\n  ')}\nfrom (\n${rows}\n) as t\norder by ${order.join(', ')}`;
}

/** A spreadsheet takes what begins with one of these for a formula, and an apostrophe for "this is text". */
export function guardFormula(cell: string): string {
  return `case when left(${cell}, 1) in ('=', '+', '-', '@', E'\\t', E'\\r', E'\\n') then '''' || ${cell} else ${cell} end`;
}

/** How many rows too many there are of keys that should name one. */
function compileDuplicates(plan: CsvPlan): string | null {
  const keys = plan.file.key_columns.map((name) => findColumn(plan, name));
  if (keys.length === 0) return null;
  const names = keys.map((column) => `t.${nameOf(plan, column)}`).join(', ');
  return `select coalesce(sum(times - 1), 0)::bigint as duplicates, min(example collate "C") as example
from (
  select concat_ws(' | ', ${names}) as example, count(*) as times
  from (\n${compileRows(plan, keys, 'complete')}\n) as t
  group by ${names}
  having count(*) > 1
) as repeated`;
}

/** How many values one column has that the other has not; a missing value refers to nothing. */
function compileDangling(from: CsvRows, column: ColumnPlan, to: CsvRows, target: ColumnPlan): string {
  return `select count(*) as dangling, min(value collate "C") as example
from (
  select t.${nameOf(from, column)} as value
  from (\n${compileRows(from, [column], 'complete')}\n) as t
  where t.${nameOf(from, column)} <> ''
  except
  select t.${nameOf(to, target)}
  from (\n${compileRows(to, [target], 'complete')}\n) as t
) as dangling`;
}

/** A column that the configuration names; the check has seen that it is there. */
function findColumn(rows: CsvRows, name: string): ColumnPlan {
  return rows.columns.find((column) => column.name === name)!;
}
