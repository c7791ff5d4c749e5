import { posix } from 'node:path';
import type { FeedStatus, StatusResponse, UnitStatus } from '#core/operate/responses.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { formatFreshness, saysStale } from './freshness.ts';
import { printable } from './printable.ts';
import { formatAge, formatCount } from './quantities.ts';
import { shortenStart } from './shorten.ts';
import { collectNotices, formatNotice } from './status-notices.ts';
import { columnGap, formatTable, widthOf, type Column } from './table.ts';
import { formatVerdict } from './status-verdict.ts';

/** The verdict with the empty lines around it, and the prompt below. */
const linesBelow = 3;

/** Everything at a glance: a row for each feed, what needs a look, and whether anything is stuck. */
export function formatStatus(status: StatusResponse, output: Output, now: Date): string {
  const table = formatFeeds(status.units, output, now);
  const notices = collectNotices(status, now).map((notice) => formatNotice(notice, output));
  const room = output.rows - table.length - linesBelow - 1;
  const shown = fitInto(room, notices);
  const hidden = notices.length - shown.length;
  const more = hidden > 0 ? [`… and ${hidden} more: \`npx millrace status --bu NAME\` shows one unit.`] : [];
  const middle = [...shown.flat(), ...more];
  const blank = middle.length > 0 ? [''] : [];
  return `${[...table, ...blank, ...middle, '', formatVerdict(status, output)].join('\n')}\n`;
}

function formatFeeds(units: readonly UnitStatus[], output: Output, now: Date): string[] {
  const columns: Column[] = [
    { heading: 'unit', paint: (cell) => colour(output, 'bold', cell) },
    { heading: 'feed' },
    { heading: 'live', align: 'right' },
    {
      heading: 'pending',
      align: 'right',
      paint: (cell) => colour(output, cell === '-' ? 'dim' : 'yellow', cell),
    },
    { heading: 'applied' },
    { heading: 'data age', paint: (cell) => (saysStale(cell) ? colour(output, 'yellow', cell) : cell) },
    { heading: 'last file', paint: (cell) => colour(output, 'dim', cell) },
  ];
  const rows = units.flatMap((unit) =>
    unit.feeds.map((feed, index) => describeFeed(index === 0 ? unit.unit : '', feed, now)),
  );
  const room = output.columns - widthOf(columns.slice(0, -1), rows) - columnGap.length;
  return formatTable(
    columns,
    rows.map((cells) => [...cells.slice(0, -1), shortenStart(cells.at(-1) ?? '', room)]),
  );
}

function describeFeed(unit: string, feed: FeedStatus, now: Date): string[] {
  const { live, pending, lastApplied, freshness } = feed;
  return [
    unit,
    feed.feed,
    formatCount(live),
    pending === 0 ? '-' : formatCount(pending),
    lastApplied ? formatAge(new Date(lastApplied.at), now) : 'nothing yet',
    formatFreshness(freshness),
    lastApplied ? printable(posix.basename(lastApplied.file)) : '',
  ];
}

/** As many whole notices as the room has lines for, and a line kept for saying that there are more. */
function fitInto(room: number, notices: readonly string[][]): string[][] {
  const total = notices.reduce((lines, notice) => lines + notice.length, 0);
  if (total <= room) return [...notices];
  const shown: string[][] = [];
  let left = room - 1;
  for (const notice of notices) {
    left -= notice.length;
    if (left < 0) break;
    shown.push(notice);
  }
  return shown;
}
