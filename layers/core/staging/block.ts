/** What a record does to the state: change members of it, be the whole of it, or delete it. */
export type Op = 'patch' | 'replace' | 'delete';

/** One record that PostgreSQL will take as it is. */
export type StagedRecord = {
  /** The line's number, from 1; in a `json-array` the record's ordinal. */
  line: number;
  /** Of the line's first byte, in the decompressed stream. */
  byteOffset: number;
  id: string;
  op: Op;
  /**
   * A digest of 16 bytes: lines that have it have the same members. Null of a line that PostgreSQL has to fold: it has a
   * null, FieldValues or an escape in a name, or is written unlike the others of its file.
   */
  outline: Buffer | null;
  /** The line's own bytes without its line end, BOM stripped; a view that is valid until the next block is asked for. */
  data: Uint8Array;
};

/** One record that cannot be loaded, and why. */
export type Reject = {
  line: number;
  /** Of the line's first byte, in the decompressed stream. */
  byteOffset: number;
  /** A stable word; the runbook lists them. */
  code: string;
  /** What is wrong and where, for people. */
  reason: string;
  /** A copy of the line's first 64 KiB. */
  raw: Uint8Array;
  /** How long the line really is, in bytes. */
  rawLength: number;
  /**
   * Read from a line that is a well-formed JSON object, otherwise null: a damaged line may hold more than one record
   * (two lines glued together), so the one id that is seen there says nothing about what else was lost.
   */
  id: string | null;
};

/** Some whole lines, checked. Line numbers rise from record to record and from block to block. */
export type Block = {
  records: StagedRecord[];
  rejects: Reject[];
  /** Bytes of the stored object read since the block before; over all blocks they add up to the object's size. */
  sourceBytes: number;
};

/** Where staging stands; final once the blocks are exhausted. */
export type StagingTotals = {
  /** Of every kind: records + rejects + blankLines. */
  lines: number;
  blankLines: number;
  records: number;
  rejects: number;
  /** Of the object as it is stored. */
  sourceBytes: number;
  decompressedBytes: number;
  /** Hex, of the object's bytes as they are stored. */
  sha256: string;
};
