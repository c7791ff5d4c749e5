import { printable } from './printable.ts';
import { shortenEnd } from './shorten.ts';

type FieldChange = { field: string; before: string | null; after: string | null };

const arrow = ' → ';
/** What a name or a value is given where there is not room for all. */
const leastWidth = 12;

/** `Attributes.Name  "a" → "b"` on one line of at most `width` characters; `·` where there is no value. */
export function formatChange({ field, before, after }: FieldChange, width: number): string {
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
