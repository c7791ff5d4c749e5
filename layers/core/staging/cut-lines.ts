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
 * Cuts a text into batches of whole lines of about a block's size. No more is held than a block and one longest line.
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

/** Pieces that do not make a batch yet. */
class HeldLines {
  #pieces: Buffer[] = [];
  #offset = 0;
  #sizeBytes = 0;
  /** How many of the bytes are whole lines. */
  #wholeBytes = 0;

  get unfinishedBytes(): number {
    return this.#sizeBytes - this.#wholeBytes;
  }

  *push({ offset, bytes }: TextPiece): Generator<Lines> {
    if (this.#sizeBytes === 0) this.#offset = offset;
    this.#pieces.push(bytes);
    this.#sizeBytes += bytes.length;
    const last = bytes.lastIndexOf(lineFeed);
    if (last >= 0) this.#wholeBytes = this.#sizeBytes - bytes.length + last + 1;
    if (this.#wholeBytes > 0 && this.#sizeBytes >= blockBytes) yield this.#takeWhole();
  }

  *finish(): Generator<Lines> {
    if (this.unfinishedBytes > 0) {
      this.#pieces.push(Buffer.of(lineFeed));
      this.#wholeBytes = ++this.#sizeBytes;
    }
    if (this.#wholeBytes > 0) yield this.#takeWhole();
  }

  /** The beginning of a line, when nothing else is held. */
  takeUnfinished(): TextPiece {
    const piece = { offset: this.#offset, bytes: Buffer.concat(this.#pieces) };
    this.#keep([], 0);
    return piece;
  }

  #takeWhole(): Lines {
    const bytes = Buffer.concat(this.#pieces);
    const lines: Lines = { kind: 'lines', offset: this.#offset, bytes: bytes.subarray(0, this.#wholeBytes) };
    const rest = bytes.subarray(this.#wholeBytes);
    this.#offset += this.#wholeBytes;
    this.#keep(rest.length > 0 ? [rest] : [], rest.length);
    return lines;
  }

  #keep(pieces: Buffer[], sizeBytes: number): void {
    this.#pieces = pieces;
    this.#sizeBytes = sizeBytes;
    this.#wholeBytes = 0;
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
