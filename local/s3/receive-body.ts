import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { S3Error } from './s3-error.ts';

export type ReceivedBody = { path: string; sizeBytes: number; md5: Buffer };

/**
 * Streams a request's body to a file: it is never in memory as a whole, and leaves no file behind when it fails.
 * @throws S3Error when it is not complete or is not what its checksums say
 */
export async function receiveBody(request: IncomingMessage, path: string): Promise<ReceivedBody> {
  const meter = new Meter();
  try {
    const trailers = await writeBody(request, meter, path);
    const body = { path, sizeBytes: meter.sizeBytes, md5: meter.md5.digest() };
    verify(body, meter.crc, { ...request.headers, ...trailers });
    return body;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function writeBody(
  request: IncomingMessage,
  meter: Meter,
  path: string,
): Promise<Record<string, string>> {
  const file = createWriteStream(path, { flags: 'wx' });
  const decoder = isChunked(request.headers) ? new AwsChunkedDecoder() : null;
  try {
    await (decoder ? pipeline(request, decoder, meter, file) : pipeline(request, meter, file));
  } catch (error) {
    throw new S3Error(400, 'IncompleteBody', `The request body did not arrive: ${(error as Error).message}.`);
  }
  return decoder?.trailers ?? {};
}

function isChunked(headers: IncomingHttpHeaders): boolean {
  const encodings = headers['content-encoding'] ?? '';
  return (
    encodings.includes('aws-chunked') || String(headers['x-amz-content-sha256']).startsWith('STREAMING-')
  );
}

function verify({ sizeBytes, md5 }: ReceivedBody, crc: number, headers: IncomingHttpHeaders): void {
  const announced = isChunked(headers) ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  if (announced !== undefined && Number(announced) !== sizeBytes) {
    throw new S3Error(
      400,
      'IncompleteBody',
      'You did not provide the number of bytes specified by the header.',
    );
  }
  if (headers['content-md5'] !== undefined && headers['content-md5'] !== md5.toString('base64')) {
    throw new S3Error(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const announcedCrc = headers['x-amz-checksum-crc32'];
  if (announcedCrc !== undefined && announcedCrc !== encodeCrc(crc)) {
    throw new S3Error(400, 'BadDigest', 'The CRC32 you specified did not match what we received.');
  }
}

function encodeCrc(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString('base64');
}

/** Passes bytes on and keeps what is to be known of them. */
class Meter extends Transform {
  sizeBytes = 0;
  crc = 0;
  readonly md5: Hash = createHash('md5');

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, chunk: Buffer) => void,
  ): void {
    this.sizeBytes += chunk.length;
    this.crc = crc32(chunk, this.crc);
    this.md5.update(chunk);
    done(null, chunk);
  }
}
