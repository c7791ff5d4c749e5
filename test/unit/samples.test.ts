import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import { parseKey } from '#core/landing/parse-key.ts';
import { buildSamples } from '../../samples/build-samples.ts';

const samples = join(import.meta.dirname, '..', '..', 'samples');
const keys = readFileSync(join(samples, 'order.txt'), 'utf8').trimEnd().split('\n');

describe('the committed samples', () => {
  test('are what the generator makes, byte for byte (node samples/generate.ts)', () => {
    const made = buildSamples();
    const drifted = [...made].filter(([path, bytes]) => !readFileSync(join(samples, path)).equals(bytes));
    expect(drifted.map(([path]) => path)).toEqual([]);
    const landing = readdirSync(join(samples, 'landing'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(samples, join(entry.parentPath, entry.name)));
    expect(landing.toSorted()).toEqual(
      [...made.keys()].filter((path) => path.startsWith('landing/')).toSorted(),
    );
  });

  test('stay below a megabyte', () => {
    const sizes = [...buildSamples().values()].map((bytes) => bytes.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
  });

  test.each(keys)('%s is a key that a feed recognises', (key) => {
    expect(businessUnits.some((unit) => parseKey(key, unit).outcome === 'feed')).toBe(true);
  });

  test('hold what a reader of the demo looks for: deletions, a compressed file, nulls that clear', () => {
    const text = keys
      .map((key) => ({ key, bytes: readFileSync(join(samples, 'landing', key)) }))
      .map(({ key, bytes }) => (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString())
      .join('');
    for (const trait of [
      '"Deleted":true',
      '"ProductPromotion":null',
      '"fr-CA"',
      '\\u0000',
      '1e131071',
      '"keys"',
    ]) {
      expect(text).toContain(trait);
    }
    expect(keys.some((key) => key.endsWith('.gz'))).toBe(true);
  });
});
