import { createHash } from 'node:crypto';

/** How many there are, and the exclusive-or of sha256(id, newline, JSON with sorted keys) over all of them. */
export function hashRecords(records: Iterable<{ id: string; data: unknown }>): {
  count: number;
  xor: string;
} {
  const sum = Buffer.alloc(32);
  let count = 0;
  for (const { id, data } of records) {
    count += 1;
    const digest = createHash('sha256')
      .update(`${id}\n${canonicalJson(data)}`)
      .digest();
    for (const [index, byte] of digest.entries()) sum[index] = (sum[index] ?? 0) ^ byte;
  }
  return { count, xor: sum.toString('hex') };
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
