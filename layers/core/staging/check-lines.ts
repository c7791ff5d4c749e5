import { isUtf8 } from 'node:buffer';
import type { BlockBuilder } from './block-builder.ts';
import { type RecordRules, checkRecord } from './check-record.ts';
import type { Lines } from './cut-lines.ts';
import { isSpace } from './json-scan.ts';

/** Lines of a few bytes make a block too, long before they have its bytes: each costs memory beside its own. */
const blockLines = 4096;

/**
 * Checks some whole lines and adds them to the block. A carriage return before the line feed is no part of a line.
 * Yields when the block has enough lines, and at the end.
 */
export function* checkLines(
  { offset, bytes }: Lines,
  rules: RecordRules,
  block: BlockBuilder,
): Generator<void> {
  const knownUtf8 = isUtf8(bytes);
  let at = 0;
  while (at < bytes.length) {
    at = checkSome({ offset, bytes }, at, knownUtf8, rules, block);
    yield;
  }
}

/** @returns where the first line begins that was not checked */
function checkSome(
  { offset, bytes }: Omit<Lines, 'kind'>,
  from: number,
  knownUtf8: boolean,
  rules: RecordRules,
  block: BlockBuilder,
): number {
  let next = from;
  for (let start = from, left = blockLines; start < bytes.length && left > 0; start = next, left--) {
    const lineFeed = bytes.indexOf(0x0a, start);
    next = lineFeed + 1;
    const end = lineFeed > start && bytes[lineFeed - 1] === 0x0d ? lineFeed - 1 : lineFeed;
    if (isBlank(bytes, start, end)) {
      block.addBlank();
      continue;
    }
    const verdict = checkRecord(bytes, start, end, rules, knownUtf8);
    block.add(verdict, offset + start, bytes.subarray(start, end));
  }
  return next;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  while (start < end && isSpace(bytes[start]!)) start++;
  return start === end;
}
