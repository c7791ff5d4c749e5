import type {
  ConfigImportResponse,
  RowDifference,
  TableDifference,
} from '#core/operate/configuration-responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { formatProblems } from './configuration-problems.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf } from './quantities.ts';
import { shortenEnd } from './shorten.ts';

/** Rows of each table that are shown unless all are wanted. */
const rowsShown = 10;
const valueWidth = 50;
const kinds = ['added', 'removed', 'changed', 'moved'] as const;
const styles = { added: 'green', removed: 'red', changed: 'yellow', moved: 'yellow' } as const;

/** Whether an import would write anything. */
export function changesAnything({ tables }: ConfigImportResponse): boolean {
  return tables.some((table) => kinds.some((kind) => table[kind] > 0));
}

/** What an import changes, table by table and row by row, and what an export would have against the outcome. */
export function formatDifference(
  answer: ConfigImportResponse,
  { all }: { all: boolean },
  output: Output,
): string {
  const lines = answer.tables.flatMap((table) => formatTableDifference(table, all, output));
  const problems = answer.problems.length > 0 ? ['', ...formatProblems(answer.problems, output)] : [];
  return `${[...lines, ...problems].join('\n')}\n`;
}

function formatTableDifference(difference: TableDifference, all: boolean, output: Output): string[] {
  const { table, rows, unchanged } = difference;
  const counts = kinds.flatMap((kind) =>
    difference[kind] > 0 ? [`${formatCount(difference[kind])} ${kind}`] : [],
  );
  const stay = unchanged > 0 ? [`${formatCount(unchanged)} as before`] : [];
  const changes = kinds.reduce((sum, kind) => sum + difference[kind], 0);
  const words = [...counts, ...stay].join(', ');
  const shown = all ? rows : rows.slice(0, rowsShown);
  const hidden = changes - shown.length;
  return [
    `${colour(output, 'bold', table)}: ${words === '' ? 'empty' : words}`,
    ...shown.flatMap((row) => formatRow(row, output)),
    ...(hidden > 0 ? [`  … and ${formatCountOf(hidden, 'row')} more${all ? '' : ': --all shows them'}`] : []),
  ];
}

function formatRow({ kind, row, name, cells }: RowDifference, output: Output): string[] {
  const number = row === null ? '' : ` (row ${row})`;
  const title = `  ${colour(output, styles[kind], kind)}  ${name.map(printable).join(' · ')}${number}`;
  if (kind === 'added' || kind === 'removed') return [title];
  return [
    title,
    ...cells.map(({ column, before, after }) => `    ${column}  ${showCell(before)} → ${showCell(after)}`),
  ];
}

function showCell(cell: string | null): string {
  return cell === null ? '(none)' : cell === '' ? '""' : shortenEnd(printable(cell), valueWidth);
}
