import { type JsonScan, damaged, noteFault } from './json-scan.ts';

const quote = 0x22;
const backslash = 0x5c;
/** What may follow a backslash, `u` aside. */
const shortEscapes = new Set(Buffer.from('"\\/bfnrt'));

/** Skips a string, from quote to quote. Its UTF-8 is not looked at here. */
export function skipString(scan: JsonScan, at: number): number {
  const { bytes } = scan;
  at++;
  for (;;) {
    let byte = bytes[at]!;
    while (byte !== quote && byte !== backslash && byte >= 0x20) byte = bytes[++at]!;
    if (byte === quote) return at + 1;
    if (byte !== backslash)
      return damaged(scan, at, at < scan.end ? 'a closing quote or an escape' : 'a closing quote');
    at = skipEscape(scan, at);
    if (at < 0) return at;
  }
}

function skipEscape(scan: JsonScan, at: number): number {
  scan.escapes++;
  const byte = scan.bytes[at + 1]!;
  if (byte === 0x75) return skipUnicodeEscape(scan, at);
  return shortEscapes.has(byte) ? at + 2 : damaged(scan, at, 'a known escape');
}

/** `\u0000` and half of a surrogate pair are JSON; PostgreSQL has no way to keep them. */
function skipUnicodeEscape(scan: JsonScan, at: number): number {
  const unit = hexUnit(scan.bytes, at);
  if (unit < 0) return damaged(scan, at, 'four hexadecimal digits');
  if (unit === 0) noteFault(scan, at, 'nul-character');
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  const next = unit < 0xdc00 ? hexUnit(scan.bytes, at + 6) : -1;
  if (next >= 0xdc00 && next <= 0xdfff) return at + 12;
  noteFault(scan, at, 'lone-surrogate');
  return at + 6;
}

/** The code unit that a `\uXXXX` at this place stands for; −1 when there is none. Never reads behind the end. */
function hexUnit(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== backslash || bytes[at + 1] !== 0x75) return -1;
  let unit = 0;
  for (let index = at + 2; index < at + 6; index++) {
    const digit = hexDigit(bytes[index]!);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
