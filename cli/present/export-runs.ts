import type { ExportRun } from '#core/operate/export-responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { formatBytes, formatCount, formatSeconds, formatTime } from './quantities.ts';
import { shortenEnd } from './shorten.ts';
import { formatTable, type Column } from './table.ts';

/** The runs of a unit, newest first, and below why those that were not published were not. */
export function formatExportRuns(runs: readonly ExportRun[], unit: string, output: Output): string {
  if (runs.length === 0) return `${unit} has exported nothing yet: millrace export run --bu ${unit}\n`;
  const right = { align: 'right' } as const;
  const columns: Column[] = [
    { heading: 'RUN', ...right },
    { heading: 'STARTED' },
    { heading: 'TOOK', ...right },
    { heading: 'WHY' },
    { heading: 'STATE', paint: (cell) => paintState(cell, output) },
    { heading: 'AS OF', ...right },
    { heading: 'CSVS', ...right },
    { heading: 'ROWS', ...right },
    { heading: 'SIZE', ...right },
    { heading: 'SET ASIDE', ...right },
  ];
  const lines = formatTable(
    columns,
    runs.map((run) => [
      String(run.run),
      formatTime(run.startedAt),
      took(run),
      run.scope,
      stateOf(run),
      run.asOfEvent ?? '',
      formatCount(run.files),
      formatCount(run.rows),
      formatBytes(run.sizeBytes),
      run.rejected === 0 ? '' : formatCount(run.rejected),
    ]),
  );
  const reasons = runs.flatMap(({ run, error }) =>
    error === null ? [] : [shortenEnd(`${run}: ${error}`, Math.min(output.columns, 400))],
  );
  return `${[...lines, ...(reasons.length > 0 ? ['', ...reasons] : [])].join('\n')}\n`;
}

function took({ startedAt, endedAt }: ExportRun): string {
  return endedAt === null ? '' : formatSeconds((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
}

function stateOf({ status, published }: ExportRun): string {
  if (status !== 'done') return status;
  return published ? 'published' : 'written';
}

function paintState(cell: string, output: Output): string {
  if (cell === 'published') return colour(output, 'green', cell);
  return cell === 'failed' ? colour(output, 'red', cell) : cell;
}
