import type { FileComparison } from '#core/export/compare/compare-sets.ts';
import type { Manifest } from '#core/export/manifest.ts';
import type { Cause } from '#core/operate/cause-messages.ts';
import type { ComparedRuns, ExplainedDifference } from '../ask-causes.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf } from './quantities.ts';
import { shortenEnd } from './shorten.ts';
import { formatTable } from './table.ts';

const right = { align: 'right' as const };
/** Values are cut to this where there is no terminal to fit. */
const valueWidth = 60;

/** One CSV of two runs: how many rows and cells differ, and some of them. Equal ones take one line. */
export function formatFileComparison(
  file: FileComparison,
  differences: readonly ExplainedDifference[],
  isListed: boolean,
  output: Output,
): string {
  const title = `${colour(output, 'bold', file.name)}  ${describeRows(file)}`;
  if (file.state !== 'different') return `${title}\n`;
  const hidden = file.added + file.removed + file.changed - differences.length;
  return [
    title,
    ...describeColumns(file).map((line) => `  ${line}`),
    ...(differences.length === 0 ? [] : [formatDifferences(differences, output).trimEnd()]),
    ...(isListed || hidden <= 0
      ? []
      : [`  … and ${formatCountOf(hidden, 'row')} more: --csv ${file.name} --all shows them`]),
    '',
    '',
  ].join('\n');
}

/** Rows that differ, each cell below with what caused it. */
export function formatDifferences(differences: readonly ExplainedDifference[], output: Output): string {
  const cut = (text: string): string => shortenEnd(printable(text), Math.min(output.columns - 2, 300));
  return differences
    .flatMap(({ kind, key, explained }) =>
      explained.flatMap(({ change, causes }) => {
        const what = change ? `  ${change.column}  ${show(change.before)} → ${show(change.after)}` : '';
        const lines = causes.map((cause) => `    ${describeCause(cause)}`);
        return [
          `  ${cut(`${kind}  ${key.map((cell) => cell ?? '').join(' | ')}${what}`)}`,
          ...lines.map((line) => colour(output, 'dim', cut(line))),
        ];
      }),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** How the two runs compare as a whole. */
export function formatCompared(
  { before, after }: ComparedRuns,
  old: Manifest,
  young: Manifest,
  files: readonly Omit<FileComparison, 'sample'>[],
  output: Output,
): string {
  const sum = (of: (file: Omit<FileComparison, 'sample'>) => number): number =>
    files.reduce((all, file) => all + of(file), 0);
  const differing = files.filter(({ state }) => state !== 'equal').length;
  const rows = describeCounts({
    added: sum((file) => file.added),
    removed: sum((file) => file.removed),
    changed: sum((file) => file.changed),
  });
  const state = (manifest: Manifest): string => manifest.asOfEvent ?? 'nothing';
  const same = old.configuration === young.configuration ? 'the same configuration' : 'another configuration';
  const runs = `Runs ${before} and ${after}, as of events ${state(old)} and ${state(young)}, ${same}`;
  const told =
    differing === 0
      ? colour(output, 'green', 'no CSV differs')
      : `${formatCountOf(differing, 'CSV')} of ${files.length} differ: ${rows}`;
  return `${runs}: ${told}.\n`;
}

/** What a cause was, on one line. */
export function describeCause(cause: Cause): string {
  if (cause.kind === 'configuration') {
    const { table, row, change, members } = cause;
    const told = members.map(({ member, before, after }) => `${member} ${show(before)} → ${show(after)}`);
    return `${table} ${row} ${change}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
  }
  const { event, file, line, feed, record, field, isWhole, before, after } = cause;
  const what = `${feed} ${record}${field === null ? '' : ` ${field}`}`;
  const place = `event ${event}, ${file}${line === 0 ? '' : ` line ${line}`}: ${what}`;
  if (isWhole) return `${place} ${before === null ? 'came' : 'went'}`;
  const [old, young] = [before, after].map((value) => shortenEnd(value ?? 'missing', valueWidth));
  return `${place} ${old} → ${young}`;
}

function describeRows(file: FileComparison): string {
  const { state, rowsBefore, rowsAfter } = file;
  if (state === 'only-before') return 'only in the earlier run';
  if (state === 'only-after') return 'only in the later run';
  if (state === 'equal') return rowsAfter === null ? 'equal' : `equal, ${formatCountOf(rowsAfter, 'row')}`;
  const counts = `${formatCount(rowsBefore ?? 0)} → ${formatCountOf(rowsAfter ?? 0, 'row')}: ${describeCounts(file)}`;
  return file.key === null ? `${counts} (no key: whole rows)` : counts;
}

function describeCounts({
  added,
  removed,
  changed,
}: Pick<FileComparison, 'added' | 'removed' | 'changed'>): string {
  return `${formatCount(added)} added, ${formatCount(removed)} removed, ${formatCount(changed)} changed`;
}

function describeColumns({ columns, onlyBefore, onlyAfter }: FileComparison): string[] {
  const headings = ['COLUMN', 'CELLS CHANGED', 'ADDED', 'REMOVED'];
  const table = formatTable(
    headings.map((heading, index) => (index === 0 ? { heading } : { heading, ...right })),
    columns.map(({ column, changed, added, removed }) => [
      printable(column),
      ...[changed, added, removed].map(formatCount),
    ]),
  );
  return [
    ...(columns.length === 0 ? [] : table),
    ...onlyBefore.map((column) => `column gone: ${printable(column)}`),
    ...onlyAfter.map((column) => `new column: ${printable(column)}`),
  ];
}

function show(cell: string | null): string {
  return cell === null ? 'missing' : JSON.stringify(shortenEnd(cell, valueWidth));
}
