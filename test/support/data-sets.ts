import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of real and hostile data, or null where nobody has it. */
export const dataSetsFolder: string | null = process.env['MILLRACE_DATASETS'] ?? null;

/** Why a test over data sets was not run. */
export const withoutDataSets = 'needs MILLRACE_DATASETS, the folder of the data sets';

/** One file of the data sets. */
export function readDataSetFile(...path: string[]): Buffer {
  return readFileSync(join(dataSetsFolder ?? '', ...path));
}

/** The lines of one JSONL file of the data sets. */
export function readDataSetLines<T>(...path: string[]): T[] {
  const lines = readDataSetFile(...path)
    .toString('utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as T);
}

export type DataSetFile = {
  key: string;
  feed: string;
  bytes: Buffer;
  /** Live count and hash of each feed once this file is applied. */
  after: Record<string, { count: number; xor: string }>;
};

type Entry = { key: string; feed: string; file: string; after: DataSetFile['after'] };

/** The files of a data set in the order in which they apply. */
export function readDataSet(name: string): DataSetFile[] {
  return readDataSetLines<Entry>(name, 'order.jsonl').map(({ file, ...entry }) => ({
    ...entry,
    bytes: readDataSetFile(name, file),
  }));
}

/** The data sets' own hash: the exclusive-or of sha256(id, newline, JSON with sorted keys) over live records. */
export function hashRecords(records: readonly { id: string; data: unknown }[]): {
  count: number;
  xor: string;
} {
  const sum = Buffer.alloc(32);
  for (const { id, data } of records) {
    const digest = createHash('sha256')
      .update(`${id}\n${canonicalJson(data)}`)
      .digest();
    for (const [index, byte] of digest.entries()) sum[index] = (sum[index] ?? 0) ^ byte;
  }
  return { count: records.length, xor: sum.toString('hex') };
}

/** JSON with sorted keys and without white space. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
