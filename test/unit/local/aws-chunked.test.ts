import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { AwsChunkedDecoder } from '../../../local/s3/aws-chunked.ts';

const encoded = '5;chunk-signature=abc\r\nhel\r\n\r\n3\r\nlo!\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';

test.each([1, 2, 3, 7, 1000])(
  'a chunked body is decoded when it arrives %i bytes at a time',
  async (size) => {
    const bytes = Buffer.from(encoded);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    const decoder = Readable.from(pieces).pipe(new AwsChunkedDecoder());
    expect(await text(decoder)).toBe('hel\r\nlo!');
    expect(decoder.trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
  },
);

test.each([
  ['ends inside a chunk', '5\r\nhel'],
  ['has a chunk longer than it says', '2\r\nhello\r\n0\r\n\r\n'],
  ['has a chunk without a size', 'zz\r\nhello\r\n'],
])('a chunked body that %s is refused', async (_what, body) => {
  const decoder = new AwsChunkedDecoder();
  decoder.end(body);
  await expect(text(decoder)).rejects.toThrow('chunk');
});
