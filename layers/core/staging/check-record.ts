import { isUtf8 } from 'node:buffer';
import { limits } from '#core/limits.ts';
import { describeDamage, describeFault, describeLength, describeUtf8 } from './describe-fault.ts';
import { type Members, skipMembers, wantMembers } from './find-members.ts';
import { type JsonScan, damaged, skipSpace, startScan } from './json-scan.ts';
import { Outlines } from './outline.ts';
import { readId } from './read-id.ts';
import { skipValue } from './skip-value.ts';

/** What a record check needs to know of its feed, and what it learns of a file; made once for a file. */
export type RecordRules = { identity: readonly string[]; members: Members; outlines: Outlines };

export type Verdict =
  /** `outline` as in `StagedRecord`. */
  | { outcome: 'good'; id: string; tombstone: boolean; outline: Buffer | null }
  /** `id` as in `Reject`. */
  | { outcome: 'bad'; code: string; reason: string; id: string | null };

const tombstoneMember = 'Deleted';

/** The rules for records that these members identify. */
export function recordRules(identity: readonly string[]): RecordRules {
  return { identity, members: wantMembers([...identity, tombstoneMember]), outlines: new Outlines() };
}

/**
 * Decides whether bytes are a record that can be loaded: a JSON object that jsonb will take, within the limits, with
 * an id.
 * @param end the byte there must exist and be a line end, which is no part of the record
 * @param knownUtf8 spares the check when the bytes around were found to be UTF-8 as a whole
 */
export function checkRecord(
  bytes: Buffer,
  start: number,
  end: number,
  rules: RecordRules,
  knownUtf8: boolean,
): Verdict {
  const sizeBytes = end - start;
  if (sizeBytes > limits.lineBytes) return bad('line-too-long', describeLength(sizeBytes), null);

  const scan = startScan(bytes, end);
  const wellFormed = skipRecord(scan, start, rules);
  const reading = wellFormed ? readId(bytes, rules.members, rules.identity) : null;
  const id = reading?.outcome === 'id' ? reading.id : null;

  if (!knownUtf8 && !isUtf8(bytes.subarray(start, end))) {
    return bad('not-utf8', describeUtf8(bytes.subarray(start, end)), storable(id));
  }
  if (scan.damage) return bad(scan.damage.code, describeDamage(scan, scan.damage, start), null);
  if (reading === null) return bad('not-an-object', describeKind(bytes[skipSpace(scan, start)]!), null);
  if (scan.fault) return bad(scan.fault.code, describeFault(scan, scan.fault, start), storable(id));
  if (reading.outcome === 'none') return bad(reading.code, reading.reason, null);
  const outline = scan.isPlain ? rules.outlines.digest : null;
  return { outcome: 'good', id: reading.id, tombstone: isTombstone(bytes, rules), outline };
}

/** Whether the bytes are one JSON object and nothing else. */
function skipRecord(scan: JsonScan, start: number, { members, outlines }: RecordRules): boolean {
  let at = skipSpace(scan, start);
  const isObject = scan.bytes[at] === 0x7b;
  at = isObject ? skipMembers(scan, at, members, outlines) : skipValue(scan, at, 0);
  if (at < 0) return false;
  at = skipSpace(scan, at);
  if (at < scan.end) damaged(scan, at, 'nothing more');
  return isObject && at === scan.end;
}

function isTombstone(bytes: Buffer, { members, identity }: RecordRules): boolean {
  const start = members.starts[identity.length]!;
  return start >= 0 && bytes[start] === 0x74;
}

/** An id that PostgreSQL could not hold is as good as none. */
function storable(id: string | null): string | null {
  return id !== null && id.isWellFormed() && !/[\0\uFFFD]/.test(id) ? id : null;
}

function describeKind(firstByte: number): string {
  if (firstByte === 0x5b) return 'It is an array; a record is an object.';
  if (firstByte === 0x22) return 'It is text in quotes; a record is an object.';
  return 'It is a single value; a record is an object.';
}

function bad(code: string, reason: string, id: string | null): Verdict {
  return { outcome: 'bad', code, reason, id };
}
