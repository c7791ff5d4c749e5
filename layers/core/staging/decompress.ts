import { type Gunzip, createGunzip } from 'node:zlib';
import { InvalidInput, asError } from '#core/errors.ts';
import { limits } from '#core/limits.ts';

export type DecompressionBounds = Pick<
  typeof limits,
  'decompressedBytes' | 'decompressionRatio' | 'ratioAfterBytes'
>;

/** How far the stored bytes have been fed, and how they begin. */
type FedBytes = { sizeBytes: number; magic: Buffer };

/** So much is decompressed ahead, on a thread of its own, while what came out before is checked. */
const gunzipOptions = { chunkSize: 512 * 1024, highWaterMark: 1024 * 1024 };

const gzipMagic = Buffer.of(0x1f, 0x8b);

/**
 * The bytes that were compressed with gzip, all members of them. Zero bytes behind the last member are padding;
 * anything else there, a cut and a wrong checksum are errors, so that part of a file never passes for the whole.
 * @param compressedSizeBytes of the stored object; where it is unknown the ratio is held against what was read so far
 * @throws InvalidInput `not-gzip`, `gzip-truncated`, `gzip-damaged`, `gzip-trailing-garbage`,
 * `too-large-decompressed`, `compression-ratio`
 */
export async function* decompress(
  stored: AsyncIterable<Uint8Array>,
  compressedSizeBytes?: number,
  bounds: DecompressionBounds = limits,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip(gunzipOptions);
  const fed: FedBytes = { sizeBytes: 0, magic: Buffer.alloc(0) };
  const feeding = feedAll(stored, gunzip, fed);
  let sizeBytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      refuseBomb(sizeBytes, compressedSizeBytes ?? fed.sizeBytes, bounds);
      yield chunk;
    }
    const failure = await feeding;
    if (failure) throw failure;
  } catch (error) {
    throw explain(asError(error), fed);
  } finally {
    gunzip.destroy();
  }
}

/**
 * Feeds one chunk after the other, so that after each it is known how much of it was wanted. Gunzip goes on with the
 * next member by itself, but takes a zero byte behind a member for the end and would drop whatever follows it.
 * @returns what went wrong with the stored bytes, after ending the gunzip with it
 */
async function feedAll(
  stored: AsyncIterable<Uint8Array>,
  gunzip: Gunzip,
  fed: FedBytes,
): Promise<Error | undefined> {
  try {
    let padding = false;
    for await (const chunk of stored) {
      if (fed.magic.length < 2) fed.magic = Buffer.concat([fed.magic, chunk]).subarray(0, 2);
      fed.sizeBytes += chunk.length;
      if (!padding) await write(gunzip, chunk);
      if (gunzip.destroyed && !gunzip.readableEnded) return undefined;
      const unwanted: Uint8Array = padding ? chunk : lastBytes(chunk, fed.sizeBytes - gunzip.bytesWritten);
      padding = unwanted.length > 0;
      if (unwanted.some((byte) => byte !== 0)) throw trailingGarbage();
    }
    gunzip.end();
    return undefined;
  } catch (error) {
    gunzip.destroy(asError(error));
    return asError(error);
  }
}

/** Resolves when the chunk was dealt with, or will not be because the gunzip is closed. */
function write(gunzip: Gunzip, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      gunzip.off('close', done);
      resolve();
    };
    gunzip.once('close', done);
    gunzip.write(chunk, done);
  });
}

function lastBytes(chunk: Uint8Array, sizeBytes: number): Uint8Array {
  return chunk.subarray(chunk.length - sizeBytes);
}

function refuseBomb(sizeBytes: number, compressedBytes: number, bounds: DecompressionBounds): void {
  if (sizeBytes > bounds.decompressedBytes) {
    const message = `More than ${bounds.decompressedBytes} bytes come out of it. Send it in parts.`;
    throw new InvalidInput('too-large-decompressed', message);
  }
  if (sizeBytes <= bounds.ratioAfterBytes || sizeBytes <= compressedBytes * bounds.decompressionRatio) return;
  const message = `More than ${bounds.decompressionRatio} times its size comes out of it, as of a decompression bomb. If it is genuine, send it uncompressed.`;
  throw new InvalidInput('compression-ratio', message, { compressedBytes });
}

/** What zlib's error means for the file; every other error stays what it is. */
function explain(error: Error, { magic }: FedBytes): Error {
  const code = 'code' in error ? error.code : undefined;
  if (code !== 'Z_BUF_ERROR' && code !== 'Z_DATA_ERROR') return error;
  if (!magic.equals(gzipMagic.subarray(0, magic.length))) {
    const message = 'It is not gzip, though its name ends in .gz. Compress it, or drop the .gz.';
    return new InvalidInput('not-gzip', message, {}, error);
  }
  if (code === 'Z_BUF_ERROR') {
    const message = 'The compressed data is cut off. Upload the whole file again.';
    return new InvalidInput('gzip-truncated', message, {}, error);
  }
  if (error.message === 'incorrect header check') return trailingGarbage(error);
  const message = `The compressed data is damaged: ${error.message}. Upload the file again.`;
  return new InvalidInput('gzip-damaged', message, {}, error);
}

function trailingGarbage(cause?: Error): InvalidInput {
  const message = 'Something that is not gzip follows the compressed data. Upload the file again.';
  return new InvalidInput('gzip-trailing-garbage', message, {}, cause);
}
