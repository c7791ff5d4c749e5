import type { ExportOutcome } from '#core/export/export-request.ts';
import { exportKeys, type Manifest } from '#core/export/manifest.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { formatBytes, formatCount, formatCountOf, formatSeconds } from './quantities.ts';
import { formatTable } from './table.ts';

/** Where the objects of a run are found. */
export type ExportPlace = { unit: string; bucket: string; delivery: string | null };

/** Of the problems of a configuration this many are shown. */
const shown = 10;

/** What became of a run, with the CSVs that it wrote. */
export function formatExport(outcome: ExportOutcome, place: ExportPlace, output: Output): string {
  return `${describe(outcome, place, output).join('\n')}\n`;
}

function describe(outcome: ExportOutcome, place: ExportPlace, output: Output): string[] {
  switch (outcome.outcome) {
    case 'not-due':
      return ["Tonight's run is published already."];
    case 'under-way':
      return [
        `${outcome.run === null ? 'A run' : `Run ${outcome.run}`} of ${place.unit} is under way; there is one at a time. See millrace export list --bu ${place.unit}.`,
      ];
    case 'not-found':
      return [colour(output, 'red', outcome.message)];
    case 'late':
      return [
        colour(output, 'yellow', `Run ${outcome.run} wrote nothing: not all data is as it should be.`),
        ...outcome.lateFeeds.map(({ detail }) => `  ${detail}`),
        `Publish anyway with: millrace export run --bu ${place.unit} --accept`,
      ];
    case 'refused':
      return [
        colour(output, 'red', `Run ${outcome.run} wrote nothing: its configuration is not in order.`),
        ...outcome.problems
          .slice(0, shown)
          .map(({ table, row, message }) => `  ${table}${row === null ? '' : ` ${row}`}: ${message}`),
        `All of it: millrace config check --bu ${place.unit}`,
      ];
    default:
      return describeRun(outcome.manifest, place, output);
  }
}

function describeRun(manifest: Manifest, place: ExportPlace, output: Output): string[] {
  const { run, asOfEvent, files, lateFeeds, startedAt, finishedAt } = manifest;
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const told = `${formatCountOf(files.length, 'CSV')}, ${formatCountOf(rows, 'row')}, ${formatSeconds(seconds)}`;
  const state = asOfEvent === null ? 'of nothing yet' : `as of event ${asOfEvent}`;
  return [
    `${colour(output, 'bold', `Run ${run}`)}  ${told}, ${state}`,
    '',
    ...formatFiles(manifest).map((line) => `  ${line}`),
    '',
    ...describeChanges(manifest),
    ...lateFeeds.map(({ detail }) => colour(output, 'yellow', `  ${detail}`)),
    ...describePlace(manifest, place, output),
  ];
}

function describeChanges({ changes }: Manifest): string[] {
  if (changes === null) return [];
  const told = changes.files
    .filter(({ rows, gone }) => rows + gone > 0)
    .map(
      ({ name, rows, gone }) => `  ${name}: ${formatCount(rows)} new or changed, ${formatCount(gone)} gone`,
    );
  const title = `Since run ${changes.since}, below changed/:`;
  return told.length === 0 ? [`Nothing differs since run ${changes.since}.`, ''] : [title, ...told, ''];
}

function formatFiles({ files }: Manifest): string[] {
  const columns = [
    { heading: 'CSV' },
    { heading: 'ROWS', align: 'right' as const },
    { heading: 'SIZE', align: 'right' as const },
    { heading: 'SET ASIDE', align: 'right' as const },
    { heading: 'SHA-256' },
  ];
  return formatTable(
    columns,
    files.map(({ name, rows, sizeBytes, rejected, sha256 }) => [
      name,
      formatCount(rows),
      formatBytes(sizeBytes),
      rejected === 0 ? '' : formatCount(rejected),
      sha256.slice(0, 12),
    ]),
  );
}

function describePlace(
  { run, heldBack, failedChecks }: Manifest,
  place: ExportPlace,
  output: Output,
): string[] {
  const { unit, bucket, delivery } = place;
  const lies = `s3://${bucket}/${exportKeys.ofRun(unit, run)}`;
  const failed = failedChecks.map(({ message }) => `  ${message}`);
  if (heldBack === 'past') return [`Written to ${lies}; what is published stays.`];
  if (heldBack === 'checks') {
    return [
      colour(output, 'red', 'Written and not published:'),
      ...failed,
      `It lies in ${lies}`,
      `Publish anyway with: millrace export run --bu ${unit} --accept`,
    ];
  }
  return [
    ...(failed.length === 0 ? [] : [colour(output, 'yellow', 'Published although:'), ...failed]),
    `${colour(output, 'green', 'Published')} in ${lies}`,
    ...(delivery === null ? [] : [`Delivered to s3://${bucket}/${exportKeys.delivered(delivery, '')}`]),
  ];
}
