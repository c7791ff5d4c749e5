import { type JsonScan, damaged, skipSpace } from './json-scan.ts';
import { type Outlines, isRenamed } from './outline.ts';
import { skipNumber } from './skip-number.ts';
import { skipString } from './skip-string.ts';

const literals = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)] as const),
);

/**
 * Skips a value of any kind.
 * @param depth how many objects and arrays it lies in
 */
export function skipValue(scan: JsonScan, at: number, depth: number): number {
  switch (scan.bytes[at]) {
    case 0x22:
      return skipString(scan, at);
    case 0x7b:
      return skipObject(scan, at, depth + 1);
    case 0x5b:
      return skipArray(scan, at, depth + 1);
    case 0x74:
    case 0x66:
    case 0x6e:
      return skipLiteral(scan, at);
    default:
      return skipNumber(scan, at);
  }
}

/**
 * Skips a member's name and the colon behind it, up to its value.
 * @param outlines of the record, where the name is a part of its outline
 */
export function skipName(scan: JsonScan, at: number, outlines: Outlines | null): number {
  if (scan.bytes[at] !== 0x22) return damaged(scan, at, "a member's name in quotes");
  at = outlines ? outlines.skipName(scan, at) : skipInnerName(scan, at);
  if (at < 0) return at;
  at = skipSpace(scan, at);
  return scan.bytes[at] === 0x3a ? skipSpace(scan, at + 1) : damaged(scan, at, "':' behind a member's name");
}

function skipInnerName(scan: JsonScan, at: number): number {
  const escapesBefore = scan.escapes;
  const end = skipString(scan, at);
  if (scan.escapes > escapesBefore || isRenamed(scan.bytes, at)) scan.isPlain = false;
  return end;
}

/** @param outlines of the record, where the members' names are a part of its outline */
export function skipObject(
  scan: JsonScan,
  at: number,
  depth: number,
  outlines: Outlines | null = null,
): number {
  if (depth > scan.depthAtMost) return tooDeep(scan, at);
  at = skipSpace(scan, at + 1);
  if (scan.bytes[at] === 0x7d) return at + 1;
  for (;;) {
    at = skipName(scan, at, outlines);
    if (at < 0) return at;
    at = skipValue(scan, at, depth);
    if (at < 0) return at;
    at = skipSpace(scan, at);
    const byte = scan.bytes[at];
    if (byte === 0x7d) return at + 1;
    if (byte !== 0x2c) return damaged(scan, at, "',' or '}' behind a member");
    at = skipSpace(scan, at + 1);
  }
}

function skipArray(scan: JsonScan, at: number, depth: number): number {
  if (depth > scan.depthAtMost) return tooDeep(scan, at);
  at = skipSpace(scan, at + 1);
  if (scan.bytes[at] === 0x5d) return at + 1;
  for (;;) {
    at = skipValue(scan, at, depth);
    if (at < 0) return at;
    at = skipSpace(scan, at);
    const byte = scan.bytes[at];
    if (byte === 0x5d) return at + 1;
    if (byte !== 0x2c) return damaged(scan, at, "',' or ']' behind an element");
    at = skipSpace(scan, at + 1);
  }
}

function skipLiteral(scan: JsonScan, at: number): number {
  if (scan.bytes[at] === 0x6e) scan.isPlain = false;
  const word = literals.get(scan.bytes[at]!)!;
  for (let index = 1; index < word.length; index++) {
    if (scan.bytes[at + index] !== word[index]) return damaged(scan, at, 'a value');
  }
  return at + word.length;
}

function tooDeep(scan: JsonScan, at: number): number {
  return damaged(scan, at, `at most ${scan.depthAtMost} levels`, 'too-deep');
}
