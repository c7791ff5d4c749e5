import type { Freshness } from '#core/freshness.ts';
import { readIsoDuration } from '#core/iso-duration.ts';
import { formatSpan } from './quantities.ts';

/** `2 h of 24 h`: how old the newest data of a feed is, and how old it may be; nothing where there is none. */
export function formatFreshness({ lag, expected_every: every, is_stale: isStale }: Freshness): string {
  if (lag === null) return '';
  const age = formatSpan(readIsoDuration(lag));
  if (every === null) return age;
  return `${age} of ${formatSpan(readIsoDuration(every))}${isStale ? staleMark : ''}`;
}

const staleMark = ', stale';

/** Whether a cell says that it is stale. */
export function saysStale(cell: string): boolean {
  return cell.endsWith(staleMark);
}
