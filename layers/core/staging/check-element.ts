import { isUtf8 } from 'node:buffer';
import { InvalidInput } from '#core/errors.ts';
import type { BlockBuilder } from './block-builder.ts';
import { type RecordRules, checkRecord } from './check-record.ts';
import { damagedArray } from './cut-elements.ts';
import { skipMembers, wantMembers } from './find-members.ts';
import { type JsonScan, isSpace, skipSpace, startScan } from './json-scan.ts';
import type { TextPiece } from './read-text.ts';
import { skipValue } from './skip-value.ts';

/** The member whose elements are the records, and the member that each of them gets. */
export type Cut = { records: string; inherit: string };

/** Deeper than any record may be: a record that is too deep is a reject and no reason to refuse the file. */
const elementDepthAtMost = 1000;

/**
 * Checks each record of one element of an array and adds it to the block: its own bytes, and at their end, so that it
 * wins, the member it inherits.
 * @throws InvalidInput `array-damaged`, `array-element` when the element has no such records
 */
export function checkElement(element: TextPiece, cut: Cut, rules: RecordRules, block: BlockBuilder): void {
  const { bytes } = element;
  const scan = startScan(bytes, bytes.length - 1, elementDepthAtMost);
  const members = wantMembers([cut.records, cut.inherit]);
  const end = skipMembers(scan, 0, members);
  if (end !== scan.end) {
    const at = scan.damage?.at ?? end;
    throw damagedArray(element.offset + at, `expected ${scan.damage?.expected ?? 'the end of the element'}`);
  }
  const records = members.starts[0]!;
  const inherited = members.starts[1]!;
  if (records < 0 || bytes[records] !== 0x5b) throw withoutMember(element, cut.records, 'an array');
  if (inherited < 0) throw withoutMember(element, cut.inherit, 'a value');

  const suffix = Buffer.concat([
    Buffer.from(`${JSON.stringify(cut.inherit)}:`),
    bytes.subarray(inherited, members.ends[1]),
    Buffer.from('}\n'),
  ]);
  for (const [start, stop] of elementsOf(scan, records)) {
    const raw = bytes.subarray(start, stop);
    const data = withMember(raw, suffix);
    const verdict = checkRecord(data, 0, data.length - 1, rules, isUtf8(data));
    block.add(verdict, element.offset + start, raw, data.subarray(0, -1));
  }
}

/** Where the elements of a well-formed array lie. */
function* elementsOf(scan: JsonScan, array: number): Generator<[start: number, stop: number]> {
  let at = skipSpace(scan, array + 1);
  while (scan.bytes[at] !== 0x5d) {
    const stop = skipValue(scan, at, 0);
    yield [at, stop];
    at = skipSpace(scan, stop);
    if (scan.bytes[at] === 0x2c) at = skipSpace(scan, at + 1);
  }
}

/** An object's bytes with one more member, or any other value's as they are; a line feed behind them. */
function withMember(raw: Buffer, suffix: Buffer): Buffer {
  if (raw[0] !== 0x7b) return Buffer.concat([raw, Buffer.of(0x0a)]);
  const isEmpty = raw.subarray(1, -1).every(isSpace);
  const own = raw.subarray(0, -1);
  return Buffer.concat(isEmpty ? [own, suffix] : [own, Buffer.of(0x2c), suffix]);
}

function withoutMember({ offset }: TextPiece, member: string, what: string): InvalidInput {
  const message = `The element that begins at byte ${offset} has no member "${member}" that is ${what}, so what it lacks cannot be told from what was deleted.`;
  return new InvalidInput('array-element', message, { byteOffset: offset });
}
