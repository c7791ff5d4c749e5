import { isUtf8 } from 'node:buffer';
import { limits } from '#core/limits.ts';
import type { Damage, Fault, JsonScan } from './json-scan.ts';

/** Why a text is not JSON, where, and what stands there. */
export function describeDamage(scan: JsonScan, { at, code, expected }: Damage, start: number): string {
  const place = `at byte ${at - start + 1}`;
  if (code === 'too-deep')
    return `Its objects and arrays lie deeper than ${scan.depthAtMost} levels ${place}.`;
  const found = at >= scan.end ? 'its end' : describeByte(scan.bytes[at]!);
  return `It is not JSON: expected ${expected} ${place}, found ${found}${near(scan, at, start)}.`;
}

/** What jsonb would refuse, and where. */
export function describeFault(scan: JsonScan, { at, code }: Fault, start: number): string {
  const place = `at byte ${at - start + 1}${near(scan, at, start)}`;
  switch (code) {
    case 'nul-character':
      return `It has the character \\u0000, which PostgreSQL cannot keep, ${place}.`;
    case 'lone-surrogate':
      return `It has one half of a surrogate pair without the other, which is no character, ${place}.`;
    case 'number-out-of-range':
      return `It has a number of more digits or a larger exponent than can be kept, ${place}.`;
  }
}

/** Which byte is not UTF-8. */
export function describeUtf8(bytes: Uint8Array): string {
  const at = firstByteNotUtf8(bytes);
  return `It is not UTF-8: ${describeByte(bytes[at]!)} at byte ${at + 1} is no part of a character. It may be Latin-1.`;
}

/** How long a line is that is too long. */
export function describeLength(sizeBytes: number): string {
  return `It has ${sizeBytes} bytes; ${limits.lineBytes} are allowed.`;
}

function describeByte(byte: number): string {
  if (byte > 0x20 && byte < 0x7f) return `'${String.fromCharCode(byte)}'`;
  return `the byte 0x${byte.toString(16).padStart(2, '0')}`;
}

/** Some of the text around, for a person to search for. */
function near(scan: JsonScan, at: number, start: number): string {
  const from = Math.max(start, at - 24);
  const to = Math.min(scan.end, at + 24);
  const excerpt = Buffer.from(scan.bytes.subarray(from, to)).toString();
  // oxlint-disable-next-line no-control-regex -- what a terminal or a text column would stumble over
  const printable = excerpt.replaceAll(/[\u0000-\u001f\u007f-\u009f\uFFFD]/g, '·').trim();
  return printable === '' ? '' : `, near ${printable}`;
}

function firstByteNotUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size > 1 && !isUtf8(bytes.subarray(at, at + size))) return at;
    at += size;
  }
  return at;
}
