import type { CompiledCsv } from './csv-plan.ts';
import { createLineEnder, encodeRow } from './line-ends.ts';
import type { ExportedFile } from './manifest.ts';
import type { ExportLane, ExportsBucket, RowStream } from './ports.ts';

/** Where the bytes of a run go, and who sums them up. */
export type CsvTarget = {
  bucket: ExportsBucket;
  keyOf(name: string): string;
  /** Begins a sum of bytes, in hex when it is asked for. */
  startSha256(): { add(bytes: Uint8Array): void; hex(): string };
};

const reasonColumn = 'Reason';

/** Writes one CSV of a run, and beside it the rows that lack a required value. Nothing of it is held in memory. */
export async function writeCsv(
  lane: ExportLane,
  csv: CompiledCsv,
  target: CsvTarget,
): Promise<Omit<ExportedFile, 'keyColumns'>> {
  const rows = lane.copyOut(csv.rowsSql, csv.nullText);
  const written = await writeRows(csv.csvName, csv.header, rows, csv, target);
  const rejectedFile = csv.csvName.replace(/\.csv$/, '.rejected.csv');
  const rejected =
    csv.rejectsSql === null ? 0 : await writeRejected(lane, csv.rejectsSql, rejectedFile, csv, target);
  return {
    name: csv.csvName,
    ...written,
    rows: rows.rows(),
    rejected,
    rejectedFile: rejected === 0 ? null : rejectedFile,
    nullText: csv.nullText,
    lineEnd: csv.lineEnd,
  };
}

/** Writes no file when there is no such row. */
async function writeRejected(
  lane: ExportLane,
  sql: string,
  name: string,
  csv: CompiledCsv,
  target: CsvTarget,
): Promise<number> {
  const rejects = lane.copyOut(sql, csv.nullText);
  const bytes = await peek(rejects.bytes);
  if (bytes !== null)
    await writeRows(name, [...csv.header, reasonColumn], { ...rejects, bytes }, csv, target);
  return rejects.rows();
}

async function writeRows(
  name: string,
  header: readonly string[],
  rows: RowStream,
  { lineEnd }: CompiledCsv,
  { bucket, keyOf, startSha256 }: CsvTarget,
): Promise<{ sizeBytes: number; sha256: string }> {
  const sum = startSha256();
  let sizeBytes = 0;
  const whole = async function* (): AsyncIterable<Uint8Array> {
    const end = lineEnd === 'crlf' ? createLineEnder() : (chunk: Uint8Array) => chunk;
    const emit = (chunk: Uint8Array): Uint8Array => {
      const bytes = end(chunk);
      sum.add(bytes);
      sizeBytes += bytes.length;
      return bytes;
    };
    yield emit(new TextEncoder().encode(`${encodeRow(header)}\n`));
    for await (const chunk of rows.bytes) yield emit(chunk);
  };
  await bucket.write(keyOf(name), whole());
  return { sizeBytes, sha256: sum.hex() };
}

/** The same bytes, or null when there are none. */
async function peek(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array> | null> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return null;
  return (async function* () {
    try {
      yield first.value;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  })();
}
