import { posix } from 'node:path';
import { nameFinding } from '#core/drift/describe-drift.ts';
import type { DriftedFinding, DriftResponse } from '#core/operate/drift-request.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf } from './quantities.ts';
import { shortenEnd, shortenStart } from './shorten.ts';
import { formatTable, widthOf, type Column } from './table.ts';
import { formatTouchedColumns } from './touched-columns.ts';

/** To how much a cell is cut where a row would not fit the terminal. */
const leastWidth = 12;

const nothing = 'Nothing has drifted.';

/** What has drifted, a row for each thing: how, what, in how many records, and what brought it. */
export function formatDrift({ findings }: DriftResponse, unit: string, output: Output): string {
  if (findings.length === 0) return `${colour(output, 'green', nothing)}\n`;
  const accept = `Accept it: npx millrace drift --bu ${unit} --accept`;
  const lines = [...formatFindings(findings, unit, output), ...formatTouchedColumns(findings, output)];
  return `${[...lines, '', accept].join('\n')}\n`;
}

/** What would be known from now on. */
export function formatDriftPlan(findings: readonly DriftedFinding[], unit: string, output: Output): string {
  return `${formatFindings(findings, unit, output).join('\n')}\n`;
}

export function formatAccepted({ findings, event }: DriftResponse): string {
  if (event === null) return `${nothing}\n`;
  return `accepted ${formatCountOf(findings.length, 'finding')}, event ${event}\n`;
}

function formatFindings(findings: readonly DriftedFinding[], unit: string, output: Output): string[] {
  const paint = (cell: string): string => colour(output, 'dim', cell);
  const columns: Column[] = [
    { heading: 'DRIFT' },
    { heading: 'FIELD' },
    { heading: 'CHANGE' },
    { heading: 'RECORDS', align: 'right' },
    { heading: 'EVENT', align: 'right' },
    { heading: 'FILE', paint },
  ];
  const title = `${colour(output, 'bold', unit)}: ${formatCountOf(findings.length, 'finding')}`;
  const rows = fit(findings.map(describe), columns, output);
  return [title, ...formatTable(columns, rows).map((line) => `  ${line}`)];
}

function describe(finding: DriftedFinding): string[] {
  const { what, undeclared, records, event, line, file } = finding;
  return [
    undeclared && what === 'new-attribute' ? 'undeclared attribute' : what.replace('-', ' '),
    printable(nameFinding(finding)),
    printable(describeChange(finding)),
    formatCount(records),
    event,
    `${printable(posix.basename(file))}${line === null ? '' : `:${line}`}`,
  ];
}

function describeChange({ before, after }: DriftedFinding): string {
  if (before === null) return after ?? '';
  return after === null ? `was ${before}` : `${before} → ${after}`;
}

/** Shortens files, then fields and changes, so that a row stays on one line of the terminal. */
function fit(rows: string[][], columns: readonly Column[], output: Output): string[][] {
  const shorten = (column: number, least: number, cut: typeof shortenEnd): void => {
    const over = Math.max(0, widthOf(columns, rows) + 2 - output.columns);
    const widest = Math.max(...rows.map((row) => row[column]?.length ?? 0));
    for (const row of rows) row[column] = cut(row[column] ?? '', Math.max(least, widest - over));
  };
  shorten(5, leastWidth, shortenStart);
  shorten(1, 2 * leastWidth, shortenStart);
  shorten(2, leastWidth, shortenEnd);
  shorten(1, leastWidth, shortenStart);
  return rows;
}
