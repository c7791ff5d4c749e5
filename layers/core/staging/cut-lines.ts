import { limits } from '#core/limits.ts';
import { type TextPiece, blockBytes } from './read-text.ts';

/** Whole lines, each ended by a line feed, which is added where the file ends without one. */
export type Lines = TextPiece & { kind: 'lines' };
/** What is kept of a line that is too long to be held. */
export type LongLine = { kind: 'long-line'; offset: number; head: Buffer; sizeBytes: number };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** One line within the limit and the carriage return that is no part of it. */
const heldBytesAtMost = limits.lineBytes + 1;

/**
 * Cuts a text into batches of whole lines of about a block's size. No more is held than a block and one longest line, in
 * one buffer of at most twice that, which is used again: a batch is valid until the next is asked for. (A buffer for each made V8 collect the
 * whole heap fifty times in 200 MB.)
 */
export async function* cutLines(pieces: AsyncIterable<TextPiece>): AsyncGenerator<Lines | LongLine> {
  const held = new HeldLines();
  let long: GrowingLine | null = null;
  for await (let piece of pieces) {
    if (long) {
      const rest = long.grow(piece);
      if (!rest) continue;
      yield long.finish();
      long = null;
      piece = rest;
    }
    yield* held.push(piece);
    if (held.unfinishedBytes > heldBytesAtMost) long = new GrowingLine(held.takeUnfinished());
  }
  if (long) yield long.finish();
  else yield* held.finish();
}

/** What does not make a batch yet. */
class HeldLines {
  #buffer = Buffer.allocUnsafe(2 * blockBytes);
  /** Where the first byte that is held lies in the stream, and in the buffer. */
  #offset = 0;
  #start = 0;
  #end = 0;
  /** Where the whole lines end. */
  #wholeEnd = 0;

  get unfinishedBytes(): number {
    return this.#end - this.#wholeEnd;
  }

  *push({ offset, bytes }: TextPiece): Generator<Lines> {
    if (this.#start === this.#end) this.#offset = offset;
    this.#makeRoom(bytes.length);
    const last = bytes.lastIndexOf(lineFeed);
    if (last >= 0) this.#wholeEnd = this.#end + last + 1;
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
    if (this.#wholeEnd > this.#start && this.#end - this.#start >= blockBytes) yield this.#takeWhole();
  }

  *finish(): Generator<Lines> {
    if (this.unfinishedBytes > 0) {
      this.#makeRoom(1);
      this.#buffer[this.#end++] = lineFeed;
      this.#wholeEnd = this.#end;
    }
    if (this.#wholeEnd > this.#start) yield this.#takeWhole();
  }

  /** The beginning of a line, when nothing else is held. */
  takeUnfinished(): TextPiece {
    const piece = { offset: this.#offset, bytes: this.#buffer.subarray(this.#start, this.#end) };
    this.#start = this.#wholeEnd = this.#end;
    return piece;
  }

  #takeWhole(): Lines {
    const bytes = this.#buffer.subarray(this.#start, this.#wholeEnd);
    const lines: Lines = { kind: 'lines', offset: this.#offset, bytes };
    this.#offset += bytes.length;
    this.#start = this.#wholeEnd;
    return lines;
  }

  /** Moves what is held to the front of the buffer, or of a larger one: nobody has a batch any more. */
  #makeRoom(sizeBytes: number): void {
    const heldBytes = this.#end - this.#start;
    const needed = heldBytes + sizeBytes;
    if (this.#start === 0 && needed <= this.#buffer.length) return;
    const target = needed <= this.#buffer.length ? this.#buffer : Buffer.allocUnsafe(2 * needed);
    this.#buffer.copy(target, 0, this.#start, this.#end);
    this.#buffer = target;
    this.#wholeEnd -= this.#start;
    this.#start = 0;
    this.#end = heldBytes;
  }
}

/** A line that is already too long: counted to its end, kept at its beginning only. */
class GrowingLine {
  readonly #offset: number;
  readonly #head: Buffer;
  #sizeBytes: number;
  #lastByte: number;

  constructor({ offset, bytes }: TextPiece) {
    this.#offset = offset;
    this.#head = Buffer.from(bytes.subarray(0, limits.rejectRawBytes));
    this.#sizeBytes = bytes.length;
    this.#lastByte = bytes.at(-1)!;
  }

  /** @returns what follows the line, or null while its end has not been seen */
  grow({ offset, bytes }: TextPiece): TextPiece | null {
    const end = bytes.indexOf(lineFeed);
    const size = end < 0 ? bytes.length : end;
    this.#sizeBytes += size;
    if (size > 0) this.#lastByte = bytes[size - 1]!;
    return end < 0 ? null : { offset: offset + end + 1, bytes: bytes.subarray(end + 1) };
  }

  finish(): LongLine {
    const sizeBytes = this.#lastByte === carriageReturn ? this.#sizeBytes - 1 : this.#sizeBytes;
    return { kind: 'long-line', offset: this.#offset, head: this.#head, sizeBytes };
  }
}
