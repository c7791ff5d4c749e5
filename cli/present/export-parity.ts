import type { RowDifference } from '#core/export/compare/compare-csv.ts';
import type { FileComparison } from '#core/export/compare/compare-sets.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf } from './quantities.ts';
import { shortenEnd } from './shorten.ts';
import { formatTable } from './table.ts';

type Compared = { unit: string; run: number; against: string };

/** Columns that the line for a mail names. */
const columnsNamed = 3;
const columnsAloneNamed = 5;

/** Whether both sides say the same. */
export function isAtParity(files: readonly FileComparison[]): boolean {
  return files.every(({ state }) => state === 'equal');
}

/** All of it on one line, fit for a mail. */
export function summarizeParity({ unit, run, against }: Compared, files: readonly FileComparison[]): string {
  const head = `${unit} run ${run} against ${against}:`;
  const both = files.filter(({ state }) => state === 'equal' || state === 'different');
  const sum = (of: (file: FileComparison) => number): number => both.reduce((all, file) => all + of(file), 0);
  const rows = sum(({ rowsAfter, removed }) => (rowsAfter ?? 0) + removed);
  const same = rows - sum(({ added, removed, changed }) => added + removed + changed);
  const equal = files.filter(({ state }) => state === 'equal').length;
  if (isAtParity(files)) {
    return `${head} full parity, ${formatCountOf(files.length, 'CSV')}, ${formatCountOf(rows, 'row')}.`;
  }
  const share = rows === 0 ? 0 : Math.floor((1000 * same) / rows) / 10;
  const told = [
    `${equal} of ${formatCountOf(files.length, 'CSV')} equal`,
    `${formatCount(same)} of ${formatCountOf(rows, 'row')} equal (${share} %)`,
    ...nameColumns(files),
    ...nameAlone('only there', 'only-before', files),
    ...nameAlone('only here', 'only-after', files),
    ...nameColumnsAlone(files),
  ];
  return `${head} no parity: ${told.join('; ')}.`;
}

/** What differs, by CSV and column, with some rows, and the line that sums it up. */
export function formatParity(files: readonly FileComparison[], summary: string, output: Output): string {
  const style = isAtParity(files) ? 'green' : 'red';
  return [...files.map((file) => formatFile(file, output)), colour(output, style, summary), ''].join('\n');
}

function formatFile(file: FileComparison, output: Output): string {
  const { name, state, rowsBefore, rowsAfter, added, removed, changed, onlyBefore, onlyAfter } = file;
  const title = colour(output, 'bold', printable(name));
  if (state === 'only-before') return `${title}  only there`;
  if (state === 'only-after') return `${title}  only here`;
  if (state === 'equal') return `${title}  equal, ${formatCountOf(rowsAfter ?? 0, 'row')}`;
  const rows = `${formatCount(rowsBefore ?? 0)} rows there, ${formatCount(rowsAfter ?? 0)} here`;
  const cut = (line: string): string => shortenEnd(printable(line), Math.min(output.columns, 300));
  return [
    `${title}  ${rows}: ${formatCount(removed)} only there, ${formatCount(added)} only here, ${formatCount(changed)} differ`,
    ...(file.key === null ? ['  no key columns that both have: whole rows are compared'] : []),
    ...onlyBefore.map((column) => cut(`  column only there: ${column}`)),
    ...onlyAfter.map((column) => cut(`  column only here: ${column}`)),
    ...formatColumns(file).map((line) => `  ${line}`),
    ...file.sample.flatMap(describe).map((line) => colour(output, 'dim', cut(`  ${line}`))),
  ].join('\n');
}

function formatColumns({ columns }: FileComparison): string[] {
  if (columns.length === 0) return [];
  const headings = ['COLUMN', 'CELLS DIFFER', 'MISSING THERE', 'MISSING HERE'];
  return formatTable(
    headings.map((heading, index) => (index === 0 ? { heading } : { heading, align: 'right' as const })),
    columns.map(({ column, changed, added, removed }) => [
      printable(column),
      ...[changed, added, removed].map(formatCount),
    ]),
  );
}

function describe(difference: RowDifference): string[] {
  const key = difference.key.map((cell) => cell ?? '').join(' | ');
  if (difference.kind === 'added') return [`only here: ${key}`];
  if (difference.kind === 'removed') return [`only there: ${key}`];
  return difference.cells.map(
    ({ column, before, after }) => `${key}  ${column}: ${show(before)} there, ${show(after)} here`,
  );
}

function show(cell: string | null): string {
  return cell === null ? 'missing' : JSON.stringify(shortenEnd(cell, 60));
}

function nameColumns(files: readonly FileComparison[]): string[] {
  const counted = files.flatMap(({ name, columns }) =>
    columns.map(({ column, added, removed, changed }) => ({
      column: `${name} ${column}`,
      cells: added + removed + changed,
    })),
  );
  const most = counted.toSorted((a, b) => b.cells - a.cells).slice(0, columnsNamed);
  if (most.length === 0) return [];
  return [
    `most cells differ in ${most.map(({ column, cells }) => `${column} (${formatCount(cells)})`).join(', ')}`,
  ];
}

function nameAlone(
  title: string,
  state: FileComparison['state'],
  files: readonly FileComparison[],
): string[] {
  const names = files.filter((file) => file.state === state).map(({ name }) => name);
  return names.length === 0 ? [] : [`${title}: ${names.join(', ')}`];
}

function nameColumnsAlone(files: readonly FileComparison[]): string[] {
  const names = files.flatMap(({ name, onlyBefore, onlyAfter }) =>
    [...onlyBefore, ...onlyAfter].map((column) => `${name} ${column}`),
  );
  if (names.length === 0) return [];
  const shown = names.slice(0, columnsAloneNamed).join(', ');
  const hidden = names.length - columnsAloneNamed;
  return [`columns of one side: ${shown}${hidden > 0 ? ` and ${hidden} more` : ''}`];
}
