import { posix } from 'node:path';
import type { EventView } from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour, type Colour } from './colour.ts';
import { describeCorrected } from './corrected.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf, formatTime } from './quantities.ts';
import { shortenEnd, shortenStart } from './shorten.ts';
import { wrap } from './wrap.ts';

/** A column of fixed width, because more events may follow those that are known. */
type EventColumn = {
  heading: string;
  width: number;
  align?: 'right';
  show(event: EventView, width: number): string;
};

const styleByType: Readonly<Record<string, Colour>> = {
  file_complete: 'green',
  file_error: 'red',
  file_resumed: 'yellow',
  file_skipped: 'yellow',
  file_unskipped: 'yellow',
  file_retired: 'yellow',
  replay_requested: 'yellow',
  drift_accepted: 'yellow',
  full_withheld: 'yellow',
  file_start: 'dim',
  file_received: 'dim',
};

/** From this width on a terminal has room for dates and for the number of rows. */
const wideColumns = 112;
/** Where there is no terminal, lines still stay readable. */
const columnsWithoutTerminal = 140;

export function formatEventHeadings(output: Output): string {
  const line = layOut(output)
    .map(({ heading, width, align }) => pad(heading, width, align))
    .join('  ');
  return `${colour(output, 'bold', line.trimEnd())}\n`;
}

/** A line for each event, and below it, indented, the error it tells of, who said why, or what a full file corrected. */
export function formatEvents(events: readonly EventView[], output: Output): string {
  const columns = layOut(output);
  return events.map((event) => `${formatEvent(event, columns, output).join('\n')}\n`).join('');
}

function formatEvent(event: EventView, columns: readonly EventColumn[], output: Output): string[] {
  const line = columns
    .map(({ width, align, show }) => pad(show(event, width), width, align))
    .join('  ')
    .trimEnd();
  const style = styleByType[event.eventType];
  const painted = style ? line.replace(event.eventType, (type) => colour(output, style, type)) : line;
  const message = [event.errorMessage ?? describeWord(event), describePast(event), describeCorrected(event)]
    .filter((part) => part !== null)
    .join('; ');
  if (message === '') return [painted];
  const indent = ' '.repeat((columns[0]?.width ?? 0) + 2);
  const width = Math.min(output.columns, columnsWithoutTerminal) - indent.length;
  return [painted, ...wrap(printable(message), width).map((part) => indent + part)];
}

/** What an operator, or an ignored key, has to say for itself. */
function describeWord({ metadata }: EventView): string | null {
  const { by, reason, because, accept_deletes: acceptDeletes } = metadata;
  const why =
    [reason, because, describeRows(metadata), describeEdit(metadata)].find(
      (word) => typeof word === 'string',
    ) ?? null;
  const who = typeof by === 'string' ? ` (${by})` : '';
  const accepted = acceptDeletes === true ? ', its deletes accepted' : '';
  return why === null && who === '' ? null : `${why ?? ''}${accepted}${who}`.trim();
}

/** Which rows of the configuration of exports were written, and how. */
function describeRows({ table, operation, rows }: EventView['metadata']): string | null {
  if (typeof table !== 'string' || typeof operation !== 'string') return null;
  const count = typeof rows === 'number' ? ` of ${formatCountOf(rows, 'row')}` : '';
  return `${operation}${count}: ${table}`;
}

/** What somebody edited: the record, and each field from what to what. */
function describeEdit({ entity, id, changes }: EventView['metadata']): string | null {
  if (typeof entity !== 'string' || !Array.isArray(changes)) return null;
  const fields = (changes as { field: string; from: string | null; to: string | null }[]).map(
    ({ field, from, to }) => `${field} ${from ?? 'empty'} → ${to ?? 'empty'}`,
  );
  return `${entity} ${String(id)}: ${fields.join(', ')}`;
}

/** Events that say what counts: on the others a mark means nothing. */
const putsInForce: ReadonlySet<string> = new Set(['file_complete', 'full_closed']);

/** What an event has to do with a change of the past. */
function describePast({ eventType, metadata, replacesEvent, replayDate }: EventView): string | null {
  const from = eventType === 'replay_requested' ? metadata['from'] : null;
  const parts = [
    ...(typeof from === 'number' ? [`from event ${from} on`] : []),
    ...(replacesEvent === null ? [] : [`in place of event ${replacesEvent}`]),
    ...(replayDate !== null && putsInForce.has(eventType)
      ? [`marked for replay ${formatTime(replayDate)}`]
      : []),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

function layOut(output: Output): EventColumn[] {
  const total = Number.isFinite(output.columns) ? output.columns : columnsWithoutTerminal;
  const wide = total >= wideColumns;
  const before: EventColumn[] = [
    { heading: 'id', width: 6, align: 'right', show: (event) => event.id },
    wide
      ? { heading: 'time (UTC)', width: 19, show: (event) => formatTime(event.eventTime) }
      : { heading: 'UTC', width: 8, show: (event) => formatTime(event.eventTime).slice(11) },
    { heading: 'type', width: 16, show: (event) => event.eventType },
  ];
  const after: EventColumn[] = [
    ...(wide ? [rowsColumn] : []),
    { heading: 'ms', width: 6, align: 'right', show: (event) => formatOptional(readDurationMs(event)) },
    {
      heading: 'changes',
      width: wide ? 28 : 18,
      show: (event, width) => shortenEnd(formatChanges(event), width),
    },
  ];
  const taken = [...before, ...after].reduce((sum, column) => sum + column.width + 2, 0);
  const file: EventColumn = { heading: 'file', width: Math.max(16, total - taken), show: formatFile };
  return [...before, file, ...after];
}

const rowsColumn: EventColumn = {
  heading: 'rows',
  width: 7,
  align: 'right',
  show: (event) => formatOptional(event.processed),
};

function formatFile(event: EventView, width: number): string {
  return event.sourceFile === null ? '' : shortenStart(printable(posix.basename(event.sourceFile)), width);
}

/** `+944 ~12 -3 !4 =241`: what changed, was rejected and stayed the same, without what is none. */
export function formatChanges(event: EventView): string {
  const { inserted, updated, unchanged, deleted, rejected } = event;
  const signs = [
    ['+', inserted],
    ['~', updated],
    ['-', deleted],
    ['!', rejected],
    ['=', unchanged],
  ] as const;
  return signs
    .filter(([, count]) => count !== null && count > 0)
    .map(([sign, count]) => `${sign}${formatCount(count ?? 0)}`)
    .join(' ');
}

/** How long the loader staged and applied the file, where the event says so. */
export function readDurationMs({ metadata }: EventView): number | null {
  const { staging_ms: stagingMs, apply_ms: applyMs } = metadata;
  return typeof stagingMs === 'number' && typeof applyMs === 'number' ? stagingMs + applyMs : null;
}

function formatOptional(count: number | null): string {
  return count === null ? '' : formatCount(Math.round(count));
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}
