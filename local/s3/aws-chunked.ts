import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

const lineEnd = Buffer.from('\r\n');
const longestLineBytes = 16 * 1024;

/**
 * Takes the `aws-chunked` encoding off a body: chunks of `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n`, a chunk of
 * size 0, then trailing headers. Signatures are not checked: everybody may write here.
 */
export class AwsChunkedDecoder extends Transform {
  /** Lower-case names; complete when the stream has ended. */
  readonly trailers: Record<string, string> = {};
  #state: 'size' | 'data' | 'data-end' | 'trailer' = 'size';
  #left = 0;
  /** A line that has not arrived completely. */
  #rest: Buffer = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#decode(this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#state === 'trailer' ? null : new Error('the body ended inside a chunk'));
  }

  #decode(input: Buffer): void {
    let at = 0;
    while (at < input.length) {
      if (this.#state === 'data') {
        const data = input.subarray(at, at + this.#left);
        this.push(data);
        at += data.length;
        this.#left -= data.length;
        if (this.#left === 0) this.#state = 'data-end';
        continue;
      }
      const end = input.indexOf(lineEnd, at);
      if (end === -1) break;
      this.#readLine(input.toString('latin1', at, end));
      at = end + lineEnd.length;
    }
    this.#rest = input.subarray(at);
    if (this.#rest.length > longestLineBytes) throw new Error('a chunk header is too long');
  }

  #readLine(line: string): void {
    if (this.#state === 'data-end') {
      if (line !== '') throw new Error('a chunk is longer than it says');
      this.#state = 'size';
    } else if (this.#state === 'size') {
      this.#left = Number.parseInt(line, 16);
      if (Number.isNaN(this.#left)) throw new Error('a chunk has no size');
      this.#state = this.#left === 0 ? 'trailer' : 'data';
    } else if (line.includes(':')) {
      const [name = '', value = ''] = line.split(/:(.*)/s);
      this.trailers[name.trim().toLowerCase()] = value.trim();
    }
  }
}
