import type { StagedRecord } from '#core/staging/block.ts';

/**
 * PostgreSQL's binary COPY format (manual, "COPY", "Binary Format"): a signature, then for each row the number of its
 * fields and each field as a length and its bytes, then a trailer. Chosen over the text format because no byte of a
 * line needs escaping: lines go over as they came.
 */
export const copyHeader = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const copyTrailer = Buffer.from([0xff, 0xff]);

const fieldCount = 7;
const jsonbVersion = 1;
/** Stands for the length of a null. */
const nullLength = -1;
/** Field count, seven lengths, two bigints, the version of the jsonb. */
const fixedBytes = 2 + fieldCount * 4 + 2 * 8 + 1;

/** Some rows in PostgreSQL's binary COPY format. */
export type EncodedRows = { rows: number; bytes: Buffer };

/** The rows of one block for copy-raw-records.sql. */
export function encodeRows(loadId: number, feed: string, records: readonly StagedRecord[]): EncodedRows {
  const feedBytes = Buffer.from(feed);
  const ids = records.map((record) => Buffer.from(record.id));
  const sizeBytes = records.reduce(
    (sum, record, index) =>
      sum +
      fixedBytes +
      feedBytes.length +
      (ids[index] as Buffer).length +
      record.op.length +
      record.data.length +
      (record.outline?.length ?? 0),
    0,
  );
  const out = new Writer(sizeBytes);
  for (const [index, record] of records.entries()) {
    out.int16(fieldCount);
    out.bigint(loadId);
    out.bigint(record.line);
    out.bytes(feedBytes);
    out.bytes(ids[index] as Buffer);
    out.bytes(Buffer.from(record.op, 'latin1'));
    out.jsonb(record.data);
    out.uuid(record.outline);
  }
  return { rows: records.length, bytes: out.buffer };
}

class Writer {
  readonly buffer: Buffer;
  private at = 0;

  constructor(sizeBytes: number) {
    this.buffer = Buffer.allocUnsafe(sizeBytes);
  }

  int16(value: number): void {
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  bigint(value: number): void {
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeInt32BE(Math.floor(value / 2 ** 32), this.at);
    this.at = this.buffer.writeUInt32BE(value >>> 0, this.at);
  }

  uuid(value: Uint8Array | null): void {
    if (value) this.bytes(value);
    else this.at = this.buffer.writeInt32BE(nullLength, this.at);
  }

  bytes(value: Uint8Array): void {
    this.at = this.buffer.writeInt32BE(value.length, this.at);
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  jsonb(text: Uint8Array): void {
    this.at = this.buffer.writeInt32BE(text.length + 1, this.at);
    this.at = this.buffer.writeInt8(jsonbVersion, this.at);
    this.buffer.set(text, this.at);
    this.at += text.length;
  }
}
