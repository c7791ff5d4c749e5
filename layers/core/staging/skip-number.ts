import { limits } from '#core/limits.ts';
import { type JsonScan, damaged, isDigit, noteFault } from './json-scan.ts';

/** What PostgreSQL's numeric holds: digits before the point, and digits behind it as they are written. */
const wholeDigitsAtMost = 131_072;
const fractionDigitsAtMost = 16_383;

/** Skips a number, from its sign or first digit. */
export function skipNumber(scan: JsonScan, at: number): number {
  const { bytes } = scan;
  const first = at;
  if (bytes[at] === 0x2d) at++;
  const whole = at;
  at = skipDigits(bytes, at);
  if (at === whole) return damaged(scan, at, at === first ? 'a value' : 'a digit');
  if (bytes[whole] === 0x30 && at > whole + 1) return damaged(scan, whole, 'a number without leading zeros');
  const wholeDigits = bytes[whole] === 0x30 ? 0 : at - whole;

  let fractionDigits = 0;
  if (bytes[at] === 0x2e) {
    const fraction = at + 1;
    at = skipDigits(bytes, fraction);
    if (at === fraction) return damaged(scan, at, 'a digit');
    fractionDigits = at - fraction;
  }

  let exponent = 0;
  if ((bytes[at]! | 0x20) === 0x65) {
    const negative = bytes[at + 1] === 0x2d;
    const digits = negative || bytes[at + 1] === 0x2b ? at + 2 : at + 1;
    at = skipDigits(bytes, digits);
    if (at === digits) return damaged(scan, at, 'a digit');
    exponent = readExponent(bytes, digits, at) * (negative ? -1 : 1);
  }

  if (outOfRange(wholeDigits, fractionDigits, exponent)) noteFault(scan, first, 'number-out-of-range');
  return at;
}

function skipDigits(bytes: Uint8Array, at: number): number {
  while (isDigit(bytes[at]!)) at++;
  return at;
}

/** Exact as far as it matters: whatever is beyond the limit only has to stay beyond it. */
function readExponent(bytes: Uint8Array, at: number, end: number): number {
  let exponent = 0;
  for (; at < end && exponent <= limits.numberExponent; at++) exponent = exponent * 10 + bytes[at]! - 0x30;
  return exponent;
}

function outOfRange(wholeDigits: number, fractionDigits: number, exponent: number): boolean {
  if (Math.abs(exponent) > limits.numberExponent) return true;
  if (wholeDigits > 0 && wholeDigits + exponent > wholeDigitsAtMost) return true;
  return fractionDigits - exponent > fractionDigitsAtMost;
}
