import { gzipSync } from 'node:zlib';

/** One file as it is dropped in the landing bucket, and how many of its lines are bad on purpose. */
export type Delivery = { key: string; bytes: Buffer; badLines: number };

/** A line of a file: a record, or text that is no record. */
export type Line = object | string;

/** A file with one line for each record; a line given as text is written as it is, and is bad. */
export function writeLines(key: string, lines: readonly Line[]): Delivery {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const bytes = Buffer.from(text);
  return {
    key,
    bytes: key.endsWith('.gz') ? compress(bytes) : bytes,
    badLines: lines.filter((line) => typeof line === 'string').length,
  };
}

/** Compressed bytes that do not tell on which system they were made. */
function compress(bytes: Buffer): Buffer {
  const compressed = gzipSync(bytes, { level: 9 });
  const operatingSystemAt = 9;
  const unknownOperatingSystem = 255;
  compressed[operatingSystemAt] = unknownOperatingSystem;
  return compressed;
}
