import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { products } from '#catalog/feeds/products.ts';
import { limits } from '#core/limits.ts';
import { cutBlocks } from '#core/staging/cut-blocks.ts';
import { tooManyRejects } from '#core/staging/too-many-rejects.ts';
import { type Staged, codeOfRefusal, inChunks, stageBytes } from '../../support/stage-bytes.ts';

const options = { feed: products, op: 'patch', compressed: false } as const;
const bom = '\ufeff';

/** One word for each line that is not blank, in order: its number and the id, or `!` and the code. */
function story({ records, rejects }: Staged): string[] {
  const lines = [
    ...records.map(({ line, id }) => ({ line, word: id })),
    ...rejects.map(({ line, code }) => ({ line, word: `!${code}` })),
  ];
  return lines.toSorted((a, b) => a.line - b.line).map(({ line, word }) => `${line}:${word}`);
}

const storyOf = async (text: string): Promise<string[]> =>
  story(await stageBytes(Buffer.from(text), options));

describe('lines', () => {
  test.for([
    ['an empty file has none', '', []],
    ['the last may lack its end', '{"EntityId":1}\n{"EntityId":2}', ['1:1', '2:2']],
    [
      'one carriage return before the end is no part of a line',
      '{"EntityId":1}\r\n{"EntityId":2}\n',
      ['1:1', '2:2'],
    ],
    ['the last may end in a carriage return', '{"EntityId":1}\r', ['1:1']],
    ['a lone carriage return is white space and no end', '{"EntityId":\r1}\n', ['1:1']],
    ['of white space count and are skipped', '\n \t\r\n{"EntityId":3}\n\r\n', ['3:3']],
    ['end at no other character', '{"EntityId":"\u2028\u0085\u000b"}\n', ['1:!not-json']],
    [
      'end not at the line separators of Unicode',
      '{"EntityId":"\u2028\u2029\u0085"}\n',
      ['1:\u2028\u2029\u0085'],
    ],
    ['may have white space around the record', '  {"EntityId":1} \t\n', ['1:1']],
    ['do not begin with the byte-order mark of the file', `${bom}{"EntityId":1}\n`, ['1:1']],
    ['one byte-order mark is stripped, not two', `${bom}${bom}{"EntityId":1}\n`, ['1:!not-json']],
    [
      'no byte-order mark is stripped later',
      `{"EntityId":1}\n${bom}{"EntityId":2}\n`,
      ['1:1', '2:!not-json'],
    ],
    ['a file of nothing but a byte-order mark has none', bom, []],
    [
      'a bad one does not hurt its neighbours',
      '{"EntityId":1}\n{]\n{"EntityId":3}\n',
      ['1:1', '2:!not-json', '3:3'],
    ],
    [
      'pretty-printed JSON is not a record a line',
      '{\n"EntityId":1\n}\n',
      ['1:!not-json', '2:!not-json', '3:!not-json'],
    ],
  ] as const)('%s', async ([, text, expected]) => {
    expect(await storyOf(text)).toEqual(expected);
  });

  test('carry their own bytes, digit for digit', async () => {
    const line = '{"EntityId":1, "big":12345678901234567890.10,"e":1E5,"s":"\\u00e9é"}';
    const { records } = await stageBytes(Buffer.from(`${bom}${line}\r\n`), options);
    expect(Buffer.from(records[0]!.data).toString()).toBe(line);
  });

  test('a file of UTF-16 or UTF-32 is refused as a whole', async () => {
    expect(await codeOfRefusal(Buffer.from(`${bom}{"EntityId":1}\n`, 'utf16le'), options)).toBe('utf16-file');
    expect(await codeOfRefusal(Buffer.from(`${bom}{"EntityId":1}\n`, 'utf16le').swap16(), options)).toBe(
      'utf16-file',
    );
    expect(await codeOfRefusal(Buffer.of(0, 0, 0xfe, 0xff, 0, 0, 0, 0x7b), options)).toBe('utf16-file');
    expect(await codeOfRefusal(Buffer.of(0xff, 0xfe), options)).toBe('utf16-file');
  });
});

describe('a line that is too long', () => {
  const ofLength = (sizeBytes: number): Buffer => {
    const line = Buffer.alloc(sizeBytes, 'x');
    line.write('{"EntityId":1,"v":"');
    line.write('"}', sizeBytes - 2);
    return line;
  };
  const around = (line: Buffer, end: string): Buffer =>
    Buffer.concat([Buffer.from('{"EntityId":0}\n'), line, Buffer.from(`${end}{"EntityId":2}\n`)]);

  test.for([
    ['the limit itself is allowed', limits.lineBytes, '\n', ['1:0', '2:1', '3:2']],
    ['the carriage return does not count', limits.lineBytes, '\r\n', ['1:0', '2:1', '3:2']],
    ['one byte more is not', limits.lineBytes + 1, '\n', ['1:0', '2:!line-too-long', '3:2']],
    ['nor with a carriage return', limits.lineBytes + 1, '\r\n', ['1:0', '2:!line-too-long', '3:2']],
    ['nor two bytes more', limits.lineBytes + 2, '\r\n', ['1:0', '2:!line-too-long', '3:2']],
  ] as const)('%s', async ([, sizeBytes, end, expected]) => {
    const bytes = around(ofLength(sizeBytes), end);
    for (const chunkBytes of [64 * 1024, 5_000_001]) {
      expect(story(await stageBytes(bytes, options, chunkBytes))).toEqual(expected);
    }
  });

  test('is counted to its end and kept at its beginning', async () => {
    const long = ofLength(3 * limits.lineBytes);
    const { rejects, totals } = await stageBytes(around(long, '\r\n'), options);
    expect(rejects).toMatchObject([{ line: 2, byteOffset: 15, rawLength: long.length, id: null }]);
    expect(Buffer.compare(rejects[0]!.raw, long.subarray(0, limits.rejectRawBytes))).toBe(0);
    expect(totals).toMatchObject({ lines: 3, records: 2, rejects: 1 });
  });

  test('is not held in memory', async () => {
    const mebibyte = 1024 * 1024;
    let mostHeldBytes = 0;
    async function* halfGibibyte() {
      for (let index = 0; index < 512; index++) {
        yield Buffer.alloc(mebibyte, 'x');
        mostHeldBytes = Math.max(mostHeldBytes, process.memoryUsage().arrayBuffers);
      }
    }
    for await (const _ of cutBlocks(halfGibibyte(), options).blocks);
    expect(mostHeldBytes).toBeLessThan(256 * mebibyte);
  });

  test('is a reject at the end of a file, too', async () => {
    const { rejects } = await stageBytes(ofLength(limits.lineBytes + 5), options);
    expect(rejects).toMatchObject([
      { line: 1, byteOffset: 0, code: 'line-too-long', rawLength: limits.lineBytes + 5 },
    ]);
  });
});

describe('blocks', () => {
  const line = (id: number) => `${JSON.stringify({ EntityId: id, text: 'x'.repeat(2000) })}\n`;
  const file = Buffer.from(Array.from({ length: 2000 }, (_, index) => line(index)).join(''));

  test('hold about a megabyte at most, however large the chunks are', async () => {
    const sizes: number[] = [];
    for await (const { records } of cutBlocks(inChunks(file, file.length), options).blocks) {
      sizes.push(records.reduce((sum, { data }) => sum + data.length, 0));
    }
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
  });

  test('hold their lines to the byte until the next one is asked for', async () => {
    const lines = [];
    for await (const { records } of cutBlocks(inChunks(file, 10_000), options).blocks)
      lines.push(...records.map(({ data }) => `${Buffer.from(data).toString()}\n`));
    expect(lines).toEqual(Array.from({ length: 2000 }, (_, index) => line(index)));
  });

  test('report the bytes of the source once', async () => {
    const { reportedBytes, totals } = await stageBytes(file, options);
    expect(reportedBytes).toBe(file.length);
    expect(totals.sourceBytes).toBe(file.length);
  });

  test('an error of the body comes out as it is, and whoever stops reading releases the body', async () => {
    const failure = new Error('the connection broke');
    async function* breaking() {
      yield file.subarray(0, 1000);
      throw failure;
    }
    const reading = (async () => {
      for await (const _ of cutBlocks(breaking(), options).blocks);
    })();
    await expect(reading).rejects.toBe(failure);

    let released = false;
    async function* watched() {
      try {
        yield* inChunks(file, 1_000_000);
      } finally {
        released = true;
      }
    }
    for await (const _ of cutBlocks(watched(), options).blocks) break;
    expect(released).toBe(true);
  });
});

describe('whatever the chunks, the result is the same', () => {
  const fragments = fc.constantFrom(
    '{"EntityId":1}',
    '{"EntityId":"é😀","v":[1,2]}',
    '{"EntityId":3,"Deleted":true}',
    '{"EntityId":4,"v":"\\ud83d\\ude00"}',
    '{"EntityId":5,"v":"\\u0000"}',
    '{"EntityId":6',
    ' ',
    '\n',
    '\r\n',
    '\r',
    bom,
    '\ufffd',
  );
  const files = fc
    .array(fc.oneof({ weight: 3, arbitrary: fragments }, { weight: 1, arbitrary: fc.constant('\n') }), {
      maxLength: 30,
    })
    .map((parts) => Buffer.from(parts.join('')));

  test('of any text and any cuts', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.array(fc.nat(400), { maxLength: 20 }), async (bytes, cuts) => {
        expect(await stageBytes(bytes, options, cuts)).toEqual(await stageBytes(bytes, options));
      }),
      { numRuns: 500 },
    );
  });

  test('of any bytes; every line is a record, a reject or blank, and offsets point at the bytes', async () => {
    const anyBytes = fc
      .array(
        fc.constantFrom(
          0x0a,
          0x0d,
          0x20,
          0x22,
          0x5c,
          0x7b,
          0x7d,
          0x31,
          0x3a,
          0x80,
          0xc3,
          0xef,
          0xbb,
          0xbf,
          0x00,
        ),
        {
          maxLength: 60,
        },
      )
      .map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(files, anyBytes),
        fc.integer({ min: 1, max: 9 }),
        async (bytes, chunkBytes) => {
          const { records, rejects, totals } = await stageBytes(bytes, options, chunkBytes);
          expect(totals.records + totals.rejects + totals.blankLines).toBe(totals.lines);
          expect([totals.records, totals.rejects]).toEqual([records.length, rejects.length]);
          const lineFeeds = bytes.filter((byte) => byte === 0x0a).length;
          expect(totals.lines - lineFeeds).toBeOneOf([0, 1]);
          for (const { byteOffset, raw, rawLength } of rejects) {
            expect(bytes.subarray(byteOffset, byteOffset + rawLength).equals(raw)).toBe(true);
            expect([undefined, 0x0a, 0x0d]).toContain(bytes[byteOffset + rawLength]);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test('a block ends after 4,096 lines, however short they are', async () => {
  const text = Buffer.from('{"EntityId":1}\n'.repeat(10_000));
  const { blocks, totals } = cutBlocks(inChunks(text, 1 << 20), options);
  const sizes: number[] = [];
  for await (const { records } of blocks) sizes.push(records.length);
  expect(sizes).toEqual([4096, 4096, 1808]);
  expect(totals()).toMatchObject({ records: 10_000, sourceBytes: text.length });
});

describe('too many rejects', () => {
  test('staging stops at once when there are more than can be looked at', async () => {
    async function* rubbish() {
      for (;;) yield Buffer.from('x\n'.repeat(10_000));
    }
    const staging = (async () => {
      for await (const _ of cutBlocks(rubbish(), options).blocks);
    })();
    await expect(staging).rejects.toMatchObject({ name: 'InvalidInput', code: 'too-many-rejects' });
  });

  test('exactly as many as are allowed are staged', async () => {
    const { totals } = await stageBytes(Buffer.from('x\n'.repeat(limits.rejectsAtMost)), options);
    expect(totals.rejects).toBe(limits.rejectsAtMost);
  });

  test.for([
    [19, 0, false],
    [20, 0, true],
    [20, 180, false],
    [21, 180, true],
    [100, 900, false],
    [101, 899, true],
  ] as const)('%i rejects beside %i records: refused %s', ([rejects, records, refused]) => {
    expect(tooManyRejects({ rejects, records }, 0.1)).toBe(refused);
  });
});
