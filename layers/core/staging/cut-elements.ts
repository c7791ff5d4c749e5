import { InvalidInput } from '#core/errors.ts';
import { limits } from '#core/limits.ts';
import { isSpace } from './json-scan.ts';
import type { TextPiece } from './read-text.ts';

/** What may come next outside of the elements. */
type Expecting = 'the array' | 'an element or its end' | 'an element' | 'a comma or its end' | 'nothing more';

/**
 * Cuts a text that is one JSON array of objects into its elements. Brackets are counted only; whoever reads an element
 * has to check it.
 * @returns elements, each with a line feed behind it
 * @throws InvalidInput `not-an-array`, `array-damaged`, `element-too-large`
 */
export async function* cutElements(pieces: AsyncIterable<TextPiece>): AsyncGenerator<TextPiece> {
  let expecting: Expecting = 'the array';
  let element: GrowingElement | null = null;
  let offset = 0;
  for await (const piece of pieces) {
    const { bytes } = piece;
    for (let at = 0; at < bytes.length;) {
      offset = piece.offset + at;
      if (element) {
        at = element.grow(bytes, at);
        if (!element.isWhole) continue;
        yield element.take();
        element = null;
      } else if (isSpace(bytes[at]!)) {
        at++;
      } else if (bytes[at] === 0x7b && expecting.startsWith('an element')) {
        element = new GrowingElement(offset);
        expecting = 'a comma or its end';
      } else {
        expecting = afterByte(bytes[at]!, expecting, offset);
        at++;
      }
    }
    offset = piece.offset + bytes.length;
  }
  if (expecting === 'the array') throw notAnArray();
  if (element || expecting !== 'nothing more') throw damagedArray(offset, 'the array does not end');
}

function afterByte(byte: number, expecting: Expecting, offset: number): Expecting {
  if (expecting === 'the array') {
    if (byte === 0x5b) return 'an element or its end';
    throw notAnArray();
  }
  if (byte === 0x2c && expecting === 'a comma or its end') return 'an element';
  if (byte === 0x5d && expecting.endsWith('or its end')) return 'nothing more';
  throw damagedArray(offset, `expected ${expecting.replace('an element', 'an object')}`);
}

/** An object of which the beginning has been seen. */
class GrowingElement {
  readonly #offset: number;
  #pieces: Buffer[] = [];
  #sizeBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(offset: number) {
    this.#offset = offset;
  }

  get isWhole(): boolean {
    return this.#depth === 0;
  }

  /** @returns the index behind what belongs to the element */
  grow(bytes: Buffer, start: number): number {
    let at = start;
    do this.#count(bytes[at++]!);
    while (this.#depth > 0 && at < bytes.length);
    this.#pieces.push(bytes.subarray(start, at));
    this.#sizeBytes += at - start;
    if (this.#sizeBytes > limits.elementBytes) throw this.#tooLarge();
    return at;
  }

  take(): TextPiece {
    return { offset: this.#offset, bytes: Buffer.concat([...this.#pieces, Buffer.of(0x0a)]) };
  }

  #count(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString) {
      if (byte === 0x22) this.#inString = false;
      else if (byte === 0x5c) this.#escaped = true;
    } else if (byte === 0x22) this.#inString = true;
    else if (byte === 0x7b || byte === 0x5b) this.#depth++;
    else if (byte === 0x7d || byte === 0x5d) this.#depth--;
  }

  #tooLarge(): InvalidInput {
    const message = `The element that begins at byte ${this.#offset} has more than ${limits.elementBytes} bytes, or never ends.`;
    return new InvalidInput('element-too-large', message, { byteOffset: this.#offset });
  }
}

/** The error of a file whose array cannot be read to its end. */
export function damagedArray(byteOffset: number, what: string): InvalidInput {
  const message = `The file is damaged at byte ${byteOffset}: ${what}. Upload the whole file again.`;
  return new InvalidInput('array-damaged', message, { byteOffset });
}

function notAnArray(): InvalidInput {
  return new InvalidInput('not-an-array', 'The file is not a JSON array. Is it the right file?');
}
