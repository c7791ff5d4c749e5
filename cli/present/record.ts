import { posix } from 'node:path';
import type { ShowResponse } from '#core/operate/record-responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf, formatTime } from './quantities.ts';
import { shortenEnd, shortenStart } from './shorten.ts';
import { formatTable, widthOf, type Column } from './table.ts';

/** How wide a value is at the most where no terminal says how wide it is, and at the least where one is narrow. */
const valueWidth = 60;
const leastWidth = 16;
/** So many of the values that are cut are named. */
const cutShown = 3;

/** A record: what changed it last, then each field with its value and where that came from. */
export function formatRecord(record: ShowResponse, output: Output): string {
  const { feed, id, asOf, fields } = record;
  const when = asOf === null ? '' : `, as of event ${asOf.event} (${formatTime(asOf.eventTime)})`;
  const title = `${colour(output, 'bold', `${feed} ${printable(id)}`)}${when}`;
  const rows = fields.map(({ field, value, event, line, file }) => [
    printable(field),
    printable(value),
    event,
    String(line),
    printable(posix.basename(file)),
  ]);
  const table = formatTable(columnsFor(output), fit(rows, output)).map((line) => `  ${line}`);
  const notes = describeHidden(record).map((note) => `  ${colour(output, 'yellow', note)}`);
  return `${[title, ...describeChange(record, output), ...table, ...notes].join('\n')}\n`;
}

function describeChange({ deleted, changedBy }: ShowResponse, output: Output): string[] {
  const { event, eventTime, file, line } = changedBy;
  const what = deleted ? colour(output, 'red', 'deleted') : 'last changed';
  const where = line === 0 ? 'which lacks it' : `line ${line}`;
  return [`  ${what} by event ${event}, ${formatTime(eventTime)}`, `  ${printable(file)}, ${where}`, ''];
}

/** What of a huge record the answer does not hold. */
function describeHidden({ fields, hiddenFields }: ShowResponse): string[] {
  const cut = fields.flatMap(({ field, characters }) =>
    characters === undefined ? [] : [`${printable(field)} has ${formatCount(characters)} characters`],
  );
  const more = cut.length > cutShown ? `, and ${formatCountOf(cut.length - cutShown, 'other')}` : '';
  const shown = `cut, also with --json: ${cut.slice(0, cutShown).join(', ')}${more}`;
  const hidden = `… and ${formatCountOf(hiddenFields, 'field')} more than an answer holds`;
  return [...(cut.length > 0 ? [shown] : []), ...(hiddenFields > 0 ? [hidden] : [])];
}

function columnsFor(output: Output): Column[] {
  const paint = (cell: string): string => colour(output, 'dim', cell);
  return [
    { heading: 'FIELD' },
    { heading: 'VALUE' },
    { heading: 'EVENT', align: 'right' },
    { heading: 'LINE', align: 'right' },
    { heading: 'FILE', paint },
  ];
}

/** Shortens values, then names of files, so that a row stays on one line of the terminal. */
function fit(rows: string[][], output: Output): string[][] {
  const columns = columnsFor(output);
  const shorten = (column: number, most: number, cut: typeof shortenEnd): void => {
    const over = Math.max(0, widthOf(columns, rows) + 2 - output.columns);
    const widest = Math.max(...rows.map((row) => row[column]?.length ?? 0), 0);
    const width = Math.max(leastWidth, Math.min(most, widest - over));
    for (const row of rows) row[column] = cut(row[column] ?? '', width);
  };
  shorten(1, valueWidth, shortenEnd);
  shorten(4, Number.POSITIVE_INFINITY, shortenStart);
  shorten(0, Number.POSITIVE_INFINITY, shortenStart);
  return rows;
}
