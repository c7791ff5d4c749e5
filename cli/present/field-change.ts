import type { FieldChange } from '#core/records/record-history.ts';
import { printable } from './printable.ts';
import { formatCount } from './quantities.ts';
import { shortenEnd } from './shorten.ts';

const arrow = ' → ';
/** What a name or a value is given where there is not room for all. */
const leastWidth = 12;

/**
 * `Attributes.Name  "a" → "b"` on one line of at most `width` characters; `·` where there is no value. Of values that the
 * answer cut, how long they really are stands behind.
 */
export function formatChange(change: FieldChange, width: number): string {
  const lengths = describeLengths(change);
  return `${formatValues(change, width - lengths.length)}${lengths}`;
}

function formatValues({ field, before, after }: FieldChange, width: number): string {
  const name = shortenEnd(printable(field), Math.max(leastWidth, Math.floor(width / 2)));
  const [was, is] = [before, after].map((value) => (value === null ? '·' : printable(value))) as [
    string,
    string,
  ];
  const room = Math.max(2 * leastWidth, width - name.length - 2 - arrow.length);
  const half = Math.floor(room / 2);
  const wasWidth = Math.max(half, room - is.length);
  const isWidth = Math.max(room - half, room - was.length);
  return `${name}  ${shortenEnd(was, wasWidth)}${arrow}${shortenEnd(is, isWidth)}`;
}

function describeLengths({ before, beforeCharacters, after, afterCharacters }: FieldChange): string {
  if (beforeCharacters === undefined && afterCharacters === undefined) return '';
  const lengthOf = (value: string | null, characters: number | undefined): string =>
    value === null ? '·' : formatCount(characters ?? value.length);
  return `  (${lengthOf(before, beforeCharacters)} → ${lengthOf(after, afterCharacters)} characters)`;
}
