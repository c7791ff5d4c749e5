import { describe, expect, test } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import type { ObjectVersion } from '#core/object-version.ts';
import { chooseListing, newestPrefixes, rootPrefixes } from '#core/reconcile/choose-listing.ts';
import { cutRanges } from '#core/reconcile/cut-ranges.ts';
import { findUnrouted } from '#core/reconcile/find-unrouted.ts';

const bak = businessUnits.find(({ name }) => name === 'bak')!;

function version(key: string, versionId = 'v1'): ObjectVersion {
  return { bucket: 'landing', key, versionId, etag: '', sizeBytes: 1, lastModified: null };
}

async function* pagesOf(...pages: ObjectVersion[][]): AsyncIterable<ObjectVersion[]> {
  yield* pages;
}

describe('the minutes of a day', () => {
  test.each([
    ['2026-03-03T08:07:00Z', 'nothing'],
    ['2026-03-03T08:15:00Z', 'newest'],
    ['2026-03-03T03:00:00Z', 'whole'],
    ['2026-03-03T03:15:00Z', 'newest'],
  ])('at %s list %s', (at, listed) => {
    expect(chooseListing(new Date(at))).toBe(listed);
  });

  test('of January look into December, too', () => {
    const prefixes = newestPrefixes(bak, new Date('2026-01-03T08:15:00Z'));
    expect(prefixes).toContain('bak/PRODUCT/2026/01/ecommerce');
    expect(prefixes).toContain('bak/PRODUCT/2025/12/ecommerce');
  });
});

describe('a listing', () => {
  async function ranges(...pages: string[][]) {
    const listed = pagesOf(...pages.map((page) => page.map((name) => version(...split(name)))));
    const found = [];
    for await (const { range, objects } of cutRanges('bak/', listed)) {
      found.push([range.after, range.through, objects.map(({ key, versionId }) => `${key}@${versionId}`)]);
    }
    return found;
  }

  test('leaves no stretch of keys out', async () => {
    expect(await ranges(['bak/a@1', 'bak/b@1'], ['bak/c@1', 'bak/d@1'])).toEqual([
      ['', 'bak/a', ['bak/a@1']],
      ['bak/a', 'bak/c', ['bak/b@1', 'bak/c@1']],
      ['bak/c', null, ['bak/d@1']],
    ]);
  });

  test('keeps the versions of a key together that two pages tear apart', async () => {
    expect(await ranges(['bak/a@3', 'bak/a@2'], ['bak/a@1', 'bak/b@1'])).toEqual([
      ['', 'bak/a', ['bak/a@3', 'bak/a@2', 'bak/a@1']],
      ['bak/a', null, ['bak/b@1']],
    ]);
  });

  test('of nothing is one stretch, in which everything may be missing', async () => {
    expect(await ranges()).toEqual([['', null, []]]);
    expect(await ranges([], [])).toEqual([['', null, []]]);
  });
});

test('what lies in no unit’s folder, or in none at all, is nobody’s', async () => {
  const contents: Record<string, ObjectVersion[]> = {
    'bak/': [version('bak/PRODUCT/x')],
    'SHARED/': [version('SHARED/AttributeFile.json')],
    'bk/': [version('bk/PRODUCT/x'), version('bk/PRODUCT/x', 'v0')],
  };
  const listed: string[] = [];
  const bucket = {
    listTop: async () => ({ folders: Object.keys(contents), objects: [version('stray.jsonl')] }),
    list: (prefix: string) => {
      listed.push(prefix);
      return pagesOf(contents[prefix] ?? []);
    },
  };
  const found = await findUnrouted(bucket, businessUnits);
  expect(found.map(({ key }) => key)).toEqual(['stray.jsonl', 'bk/PRODUCT/x', 'bk/PRODUCT/x']);
  expect(listed).toEqual(['bk/']);
  expect(rootPrefixes(bak)).toEqual(['bak/', 'SHARED/']);
});

function split(name: string): [key: string, versionId: string] {
  const [key = '', versionId = ''] = name.split('@');
  return [key, versionId];
}
