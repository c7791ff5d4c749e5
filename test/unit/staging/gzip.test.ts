import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { products } from '#catalog/feeds/products.ts';
import { decompress } from '#core/staging/decompress.ts';
import { codeOfRefusal, inChunks, stageBytes } from '../../support/stage-bytes.ts';

const options = { feed: products, op: 'patch', compressed: true } as const;

const linesOf = (from: number, to: number): Buffer => {
  const ids = Array.from({ length: to - from }, (_, index) => from + index);
  return Buffer.from(ids.map((id) => `{"EntityId":${id},"square":"${id * id}"}\n`).join(''));
};
const first = gzipSync(linesOf(0, 300));
const second = gzipSync(linesOf(300, 600));
const join = (...parts: Uint8Array[]) => Buffer.concat(parts);
const changed = (bytes: Buffer, at: number, byte: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at < 0 ? copy.length + at : at]! ^= byte;
  return copy;
};

describe('a compressed file is read whole', () => {
  test.for([
    ['one member', first, 300],
    ['several members are one file', join(first, second), 600],
    ['an empty member between', join(first, gzipSync(''), second), 600],
    ['nothing in it', gzipSync(''), 0],
    ['zero bytes behind it are padding', join(first, Buffer.alloc(100_000)), 300],
  ] as const)('%s', async ([, bytes, count]) => {
    for (const chunkBytes of [64 * 1024, 1000, 13]) {
      const { records, totals, reportedBytes } = await stageBytes(bytes, options, chunkBytes);
      expect(records.map(({ id }) => Number(id))).toEqual(Array.from({ length: count }, (_, index) => index));
      expect(totals.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect([totals.sourceBytes, reportedBytes]).toEqual([bytes.length, bytes.length]);
      expect(totals.decompressedBytes).toBe(linesOf(0, count).length);
    }
  });

  test('wherever members and chunks end', async () => {
    const bytes = join(gzipSync(linesOf(0, 2)), gzipSync(linesOf(2, 3)), Buffer.alloc(3));
    const expected = await stageBytes(bytes, options);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
        expect(await stageBytes(bytes, options, cuts)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a damaged file never passes for a whole one', () => {
  test.for([
    ['no bytes', Buffer.alloc(0), 'gzip-truncated'],
    ['half a header', first.subarray(0, 5), 'gzip-truncated'],
    ['a header only', first.subarray(0, 10), 'gzip-truncated'],
    ['half of it', first.subarray(0, first.length / 2), 'gzip-truncated'],
    ['without its checksum', first.subarray(0, -8), 'gzip-truncated'],
    ['without its last byte', first.subarray(0, -1), 'gzip-truncated'],
    ['a second member cut short', join(first, second.subarray(0, -1)), 'gzip-truncated'],
    ['the first byte of a second member', join(first, second.subarray(0, 1)), 'gzip-truncated'],
    ['another method of compression', changed(first, 2, 1), 'gzip-damaged'],
    ['a wrong checksum', changed(first, -8, 1), 'gzip-damaged'],
    ['a wrong length', changed(first, -1, 1), 'gzip-damaged'],
    ['plain text', linesOf(0, 3), 'not-gzip'],
    ['one byte of text', Buffer.from('x'), 'not-gzip'],
    ['zlib instead of gzip', deflateSync(linesOf(0, 3)), 'not-gzip'],
    ['text behind it', join(first, Buffer.from('and more')), 'gzip-trailing-garbage'],
    ['text behind padding', join(first, Buffer.alloc(70_000), Buffer.from('x')), 'gzip-trailing-garbage'],
    ['a member behind padding', join(first, Buffer.alloc(9), second), 'gzip-trailing-garbage'],
    ['compressed twice', gzipSync(first), 'unexpected-gzip'],
  ] as const)('%s', async ([, bytes, code]) => {
    for (const chunkBytes of [64 * 1024, 9, 1]) {
      expect(
        await codeOfRefusal(
          bytes,
          options,
          chunkBytes === 1 ? Math.ceil(bytes.length / 999) || 1 : chunkBytes,
        ),
      ).toBe(code);
    }
  });

  test('any cut and any changed bit of the data is found', async () => {
    const member = gzipSync(linesOf(0, 3));
    const bytes = join(member, gzipSync(linesOf(3, 5)));
    const unnoticed: string[] = [];
    for (let length = 0; length < bytes.length; length++) {
      if ((await codeOfRefusal(bytes.subarray(0, length), options)) === null)
        unnoticed.push(`cut at ${length}`);
    }
    // Behind the ten bytes of a header, whose time and system mean nothing; the lowest bit is never padding.
    for (let at = 10; at < member.length; at++) {
      if ((await codeOfRefusal(changed(bytes, at, 1), options)) === null) unnoticed.push(`changed at ${at}`);
    }
    // Nobody can know that there was a second member.
    expect(unnoticed).toEqual([`cut at ${member.length}`]);
  });

  test('a file that is compressed and does not say so is refused as what it is', async () => {
    expect(await codeOfRefusal(first, { ...options, compressed: false })).toBe('unexpected-gzip');
  });
});

describe('a decompression bomb is refused before it has gone off', () => {
  const zeros = gzipSync(Buffer.alloc(20 * 1024 * 1024));

  test('by its ratio, once a megabyte has come out', async () => {
    expect(await codeOfRefusal(zeros, { ...options, compressedSizeBytes: zeros.length })).toBe(
      'compression-ratio',
    );
    expect(await codeOfRefusal(zeros, options)).toBe('compression-ratio');
    const small = gzipSync(Buffer.alloc(1024 * 1024, '\n'));
    expect((await stageBytes(small, { ...options, compressedSizeBytes: small.length })).totals.lines).toBe(
      1024 * 1024,
    );
  });

  test('by its size', async () => {
    const bounds = { decompressedBytes: 1_000_000, decompressionRatio: 1e9, ratioAfterBytes: 1 } as never;
    const reading = (async () => {
      for await (const _ of decompress(inChunks(zeros, 1000), zeros.length, bounds));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'too-large-decompressed' });
  });
});

test('an error of the body comes out as it is', async () => {
  const failure = Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' });
  async function* breaking() {
    yield first.subarray(0, 100);
    throw failure;
  }
  const reading = (async () => {
    for await (const _ of decompress(breaking()));
  })();
  await expect(reading).rejects.toBe(failure);
});
