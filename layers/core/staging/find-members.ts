import { type JsonScan, damaged, skipSpace } from './json-scan.ts';
import type { Outlines } from './outline.ts';
import { skipName, skipObject, skipValue } from './skip-value.ts';

/** Some members of an object by name, and where their values were found: −1 for one that is absent. */
export type Members = {
  readonly names: readonly Buffer[];
  readonly starts: Int32Array;
  readonly ends: Int32Array;
};

/** What `skipMembers` fills, object after object. */
export function wantMembers(names: readonly string[]): Members {
  return {
    names: names.map((name) => Buffer.from(name)),
    starts: new Int32Array(names.length),
    ends: new Int32Array(names.length),
  };
}

/**
 * Skips an object and notes where the wanted members' values lie; of a repeated one the last, as jsonb does.
 * @param outlines where the object is a record: they know its outline afterwards
 */
export function skipMembers(
  scan: JsonScan,
  at: number,
  members: Members,
  outlines: Outlines | null = null,
): number {
  members.starts.fill(-1);
  outlines?.begin();
  if (scan.bytes[at] !== 0x7b) return damaged(scan, at, "'{'");
  at = skipSpace(scan, at + 1);
  if (scan.bytes[at] === 0x7d) return at + 1;
  for (;;) {
    const name = at;
    const escapesBefore = scan.escapes;
    at = skipName(scan, name, outlines);
    if (at < 0) return at;
    const wanted = indexOfName(scan, name, members.names, scan.escapes > escapesBefore);
    const value = at;
    at = outlines?.isAtMerged ? skipMerged(scan, value, outlines) : skipValue(scan, value, 1);
    if (at < 0) return at;
    if (wanted >= 0) {
      members.starts[wanted] = value;
      members.ends[wanted] = at;
    }
    at = skipSpace(scan, at);
    const byte = scan.bytes[at];
    if (byte === 0x7d) return at + 1;
    if (byte !== 0x2c) return damaged(scan, at, "',' or '}' behind a member");
    at = skipSpace(scan, at + 1);
  }
}

/** The value of the member whose own members are a part of the outline, if it is an object. */
function skipMerged(scan: JsonScan, at: number, outlines: Outlines): number {
  if (scan.bytes[at] !== 0x7b) return skipValue(scan, at, 1);
  outlines.open();
  at = skipObject(scan, at, 2, outlines);
  outlines.close();
  return at;
}

/** @param at of the name's opening quote */
function indexOfName(scan: JsonScan, at: number, names: readonly Buffer[], escaped: boolean): number {
  if (escaped) return indexOfEscapedName(scan, at, names);
  for (let index = 0; index < names.length; index++) {
    if (sameName(scan.bytes, at + 1, names[index]!)) return index;
  }
  return -1;
}

function sameName(bytes: Uint8Array, at: number, name: Buffer): boolean {
  for (let index = 0; index < name.length; index++) if (bytes[at + index] !== name[index]) return false;
  return bytes[at + name.length] === 0x22;
}

/** A name may be written with escapes: `"Entity\u0049d"` is EntityId. */
function indexOfEscapedName(scan: JsonScan, at: number, names: readonly Buffer[]): number {
  let end = at + 1;
  while (scan.bytes[end] !== 0x22) end += scan.bytes[end] === 0x5c ? 2 : 1;
  const name = JSON.parse(Buffer.from(scan.bytes.subarray(at, end + 1)).toString()) as string;
  return names.findIndex((candidate) => candidate.toString() === name);
}
