import { limits } from '#core/limits.ts';
import type { Members } from './find-members.ts';

export type IdReading =
  | { outcome: 'id'; id: string }
  | { outcome: 'none'; code: 'no-id' | 'bad-id' | 'id-too-long'; reason: string };

/**
 * The id of a record: the values of its identity members, joined by `|`. A value is a non-empty string, taken as it is,
 * or an integer in plain digits, which keeps every digit, so that `1` and `"1"` are one id.
 * @param identity the names of the first members of `members`, which a scan has found
 */
export function readId(bytes: Buffer, members: Members, identity: readonly string[]): IdReading {
  const parts: string[] = [];
  for (const [index, name] of identity.entries()) {
    const start = members.starts[index]!;
    if (start < 0) return none('no-id', `It has no member "${name}", which identifies it.`);
    const part = readPart(bytes.toString('utf8', start, members.ends[index]));
    if (part.id === null)
      return none('bad-id', `Its "${name}" is ${part.what}; an id is text or a whole number.`);
    parts.push(part.id);
  }
  const id = parts.join('|');
  const sizeBytes = Buffer.byteLength(id);
  if (sizeBytes <= limits.idBytes) return { outcome: 'id', id };
  return none('id-too-long', `Its id has ${sizeBytes} bytes; ${limits.idBytes} are allowed.`);
}

/** @param text one well-formed JSON value */
function readPart(text: string): { id: string } | { id: null; what: string } {
  if (text.startsWith('"')) {
    const id = text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
    return id === '' ? { id: null, what: 'empty' } : { id };
  }
  if (/^(?:0|-?[1-9]\d*)$/.test(text)) return { id: text };
  if (text.startsWith('{')) return { id: null, what: 'an object' };
  if (text.startsWith('[')) return { id: null, what: 'an array' };
  if (/^[tfn]/.test(text)) return { id: null, what: text };
  return { id: null, what: `the number ${text.slice(0, 40)}` };
}

function none(code: 'no-id' | 'bad-id' | 'id-too-long', reason: string): IdReading {
  return { outcome: 'none', code, reason };
}
