import { InvalidInput } from '#core/errors.ts';
import { limits } from '#core/limits.ts';
import type { Op, Reject, StagedRecord } from './block.ts';
import type { Verdict } from './check-record.ts';
import { describeLength } from './describe-fault.ts';

/** Gathers checked lines into blocks and counts them. */
export class BlockBuilder {
  lines = 0;
  blankLines = 0;
  records = 0;
  rejects = 0;
  readonly #op: Op;
  #block: { records: StagedRecord[]; rejects: Reject[] } = { records: [], rejects: [] };

  constructor(op: Op) {
    this.#op = op;
  }

  /** A line of white space. */
  addBlank(): void {
    this.lines++;
    this.blankLines++;
  }

  /**
   * A line and what was found about it.
   * @param raw its own bytes
   * @param data what is staged of it, if that is not `raw`
   * @throws InvalidInput `too-many-rejects` as soon as that is certain
   */
  add(verdict: Verdict, byteOffset: number, raw: Buffer, data: Buffer = raw): void {
    this.lines++;
    if (verdict.outcome === 'bad') {
      this.#reject(verdict, byteOffset, raw, raw.length);
      return;
    }
    this.records++;
    const op = verdict.tombstone ? 'delete' : this.#op;
    const { id, outline } = verdict;
    this.#block.records.push({ line: this.lines, byteOffset, id, op, outline, data });
  }

  /** A line of which only the beginning was kept. */
  addLongLine(byteOffset: number, head: Buffer, sizeBytes: number): void {
    this.lines++;
    const fault = { code: 'line-too-long', reason: describeLength(sizeBytes), id: null };
    this.#reject(fault, byteOffset, head, sizeBytes);
  }

  /** What was gathered since the last time. */
  take(): { records: StagedRecord[]; rejects: Reject[] } {
    const block = this.#block;
    this.#block = { records: [], rejects: [] };
    return block;
  }

  #reject(
    { code, reason, id }: Pick<Reject, 'code' | 'reason' | 'id'>,
    byteOffset: number,
    bytes: Buffer,
    rawLength: number,
  ): void {
    this.rejects++;
    if (this.rejects > limits.rejectsAtMost) throw tooManyRejects(this.lines);
    // A copy: whoever keeps a few rejects shall not keep the blocks they came from.
    const raw = Buffer.from(bytes.subarray(0, limits.rejectRawBytes));
    this.#block.rejects.push({ line: this.lines, byteOffset, code, reason, raw, rawLength, id });
  }
}

function tooManyRejects(lines: number): InvalidInput {
  const message = `More than ${limits.rejectsAtMost} of the first ${lines} lines cannot be loaded; nothing was. Look at the first rejects: the file is probably of another format.`;
  return new InvalidInput('too-many-rejects', message, { lines });
}
