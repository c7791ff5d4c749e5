import { isUtf8 } from 'node:buffer';
import type { BlockBuilder } from './block-builder.ts';
import { type RecordRules, checkRecord } from './check-record.ts';
import type { Lines } from './cut-lines.ts';
import { isSpace } from './json-scan.ts';

/** Checks each of some whole lines and adds it to the block. A carriage return before the line feed is no part of it. */
export function checkLines({ offset, bytes }: Lines, rules: RecordRules, block: BlockBuilder): void {
  const knownUtf8 = isUtf8(bytes);
  for (let start = 0, next = 0; start < bytes.length; start = next) {
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
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  while (start < end && isSpace(bytes[start]!)) start++;
  return start === end;
}
