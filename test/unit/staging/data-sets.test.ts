import { describe, expect, test } from 'vitest';
import { findBusinessUnit } from '#catalog/catalog.ts';
import { products } from '#catalog/feeds/products.ts';
import { codeOfRefusal, stageBytes } from '../../support/stage-bytes.ts';
import {
  dataSetsFolder,
  readDataSet,
  readDataSetFile,
  readDataSetLines,
  withoutDataSets,
} from '../../support/data-sets.ts';

const options = { feed: products, op: 'patch', compressed: false } as const;
const hostile = ['hostile', 'generated'] as const;
const manifestOf = <T>(kind: string): T[] =>
  JSON.parse(readDataSetFile(...hostile, kind, 'manifest.json').toString()) as T[];

/** Where limits of ours decide otherwise than the manifest, or it leaves the decision open: good and bad lines. */
const decisions: Record<string, [good: number, bad: number]> = {
  // More than 200 levels.
  'depth_3000.jsonl': [1, 1],
  // An exponent above 1000.
  'num_amplify.jsonl': [0, 1],
  // Whole numbers and text are ids; absent, null, empty, true, 1.5, objects and arrays are not.
  'id_missing_null_types.jsonl': [2, 8],
};

describe.skipIf(!dataSetsFolder)(`hostile lines (${withoutDataSets})`, () => {
  type Entry = { file: string; good: number; bad: number | string; blank?: number; badLine?: number };
  const entries = dataSetsFolder ? manifestOf<Entry>('jsonl') : [];

  test.for(entries.filter(({ bad }) => bad !== 'file'))(
    '$file',
    async ({ file, good, bad, blank, badLine }) => {
      const { totals, rejects } = await stageBytes(readDataSetFile(...hostile, 'jsonl', file), options, 4093);
      expect([totals.records, totals.rejects]).toEqual(decisions[file] ?? [good, bad]);
      expect(totals.blankLines).toBe(blank ?? 0);
      const badLines = rejects.map(({ line }) => line);
      expect(badLines).toEqual(badLine === undefined ? badLines : [badLine]);
    },
  );

  test.for(entries.filter(({ bad }) => bad === 'file'))('$file', async ({ file }) => {
    expect(await codeOfRefusal(readDataSetFile(...hostile, 'jsonl', file), options)).toBe('utf16-file');
  });
});

describe.skipIf(!dataSetsFolder)(`hostile gzip (${withoutDataSets})`, () => {
  type Entry = { file: string; expect: 'accept' | 'reject' | 'policy' };
  const entries = dataSetsFolder ? manifestOf<Entry>('gzip') : [];
  /** Zeros behind the last member are padding. What is left open beside is no gzip, or a bomb. */
  const isWhole = (entry: Entry) => entry.expect === 'accept' || entry.file === 'trailing_zeros.jsonl.gz';
  const codeFor = (file: string) => {
    const bytes = readDataSetFile(...hostile, 'gzip', file);
    return codeOfRefusal(bytes, { ...options, compressed: true, compressedSizeBytes: bytes.length });
  };

  test.for(entries.filter(isWhole))('$file is read', async ({ file }) => {
    expect(await codeFor(file)).toBeNull();
  });

  test.for(entries.filter((entry) => !isWhole(entry)))('$file is refused', async ({ file }) => {
    expect(await codeFor(file)).toMatch(/gzip|compression-ratio/);
  });
});

test.skipIf(!dataSetsFolder)(
  `naughty strings are ids and values like any other (${withoutDataSets})`,
  async () => {
    const strings = JSON.parse(readDataSetFile('hostile', 'blns', 'blns.json').toString()) as string[];
    const lines = strings.map((text) => JSON.stringify({ EntityId: `id ${text}`, [text]: text }));
    const { records, rejects } = await stageBytes(Buffer.from(lines.join('\r\n')), options);
    expect(rejects.filter(({ code }) => code !== 'id-too-long')).toEqual([]);
    const ids = strings.map((text) => `id ${text}`).filter((id) => Buffer.byteLength(id) <= 512);
    expect(records.map(({ id }) => id)).toEqual(ids);
  },
);

describe.skipIf(!dataSetsFolder)(`the catalogue (${withoutDataSets})`, () => {
  const listed = dataSetsFolder ? readDataSet('pim-catalogue') : [];
  const stageListed = ({ bytes, feed }: (typeof listed)[number]) =>
    stageBytes(bytes, {
      feed: findBusinessUnit('bak').feeds.find(({ name }) => name === feed)!,
      op: 'patch',
      compressed: false,
    });

  test('has no bad record', async () => {
    for (const each of listed) expect([each.key, (await stageListed(each)).rejects]).toEqual([each.key, []]);
  });

  test('its last AttributeFile holds the attributes that are expected', async () => {
    const { records } = await stageListed(listed.findLast(({ feed }) => feed === 'attribute_file')!);
    const cut = records.map(({ id, data }) => ({
      id,
      data: JSON.parse(Buffer.from(data).toString()) as unknown,
    }));
    const expected = readDataSetLines<{ id: string }>('pim-catalogue', 'expected', 'attribute_file.jsonl');
    expect(cut).toHaveLength(172);
    expect(cut.toSorted(byId)).toEqual(expected.toSorted(byId));
  });
});

function byId(a: { id: string }, b: { id: string }): number {
  return Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
}
