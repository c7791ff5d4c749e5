import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseKey } from '#core/landing/parse-key.ts';
import { dataSetsFolder, readDataSet, withoutDataSets } from '../support/data-sets.ts';
import { openRecords } from '../support/open-records.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { makeUnit, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();
const landing = join(import.meta.dirname, '..', '..', 'samples', 'landing');

type File = { key: string; bytes: Buffer };

test('every value of the samples names a file and a line that has it', async () => {
  const keys = readFileSync(join(landing, '..', 'order.txt'), 'utf8')
    .trimEnd()
    .split('\n');
  const files = keys.map((key) => ({ key, bytes: readFileSync(join(landing, key)) }));
  expect(await followValues(files)).toBeGreaterThan(500);
}, 120_000);

describe.skipIf(dataSetsFolder === null)(`real files (${withoutDataSets})`, () => {
  test('every value of a catalogue names a file and a line that has it', async () => {
    expect(await followValues(readDataSet('pim-catalogue'))).toBeGreaterThan(2_000);
  }, 240_000);
});

/** Products to look at, spread over all: each takes a transaction of its own. */
const recordsAtMost = 300;

/** Loads the unit's files, follows each value of its products to the line it came from, and counts the values. */
async function followValues(files: readonly File[]): Promise<number> {
  const bench = await makeUnit(database);
  const landed = new Map<string, string[]>();
  for (const { key, bytes } of files.map((file) => ofBench(bench, file))) {
    if (parseKey(key, bench.unit).outcome !== 'feed') continue;
    landed.set(key, linesOf(key, bytes));
    await bench.loader.drop(key, bytes);
  }
  const records = openRecords(database, bench);
  const ids = await bench.rows(
    `select id from records where feed = 'products' order by hash_record(id, data)`,
  );
  let followed = 0;
  for (const { id } of ids.slice(0, recordsAtMost)) {
    const { fields } = await records.show(String(id), { feed: 'products' });
    for (const { field, value, file, line } of fields) {
      const found = findValue(landed.get(file)?.[line - 1], String(id), field);
      expect({ id, field, file, line, value: withoutNulls(found) }).toEqual({
        ...{ id, field, file, line },
        value: JSON.parse(value) as unknown,
      });
      followed += 1;
    }
  }
  return followed;
}

function ofBench({ unit }: UnitBench, { key, bytes }: File): File {
  return { key: key.replace(/^bak\//, `${unit.name}/`), bytes };
}

function linesOf(key: string, bytes: Buffer): string[] {
  return (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
}

function findValue(line: string | undefined, id: string, field: string): unknown {
  const record = JSON.parse(line ?? '{}') as Record<string, unknown>;
  expect(String(record['EntityId'])).toBe(id);
  const below = /^Attributes\.(.*)$/s.exec(field)?.[1];
  return below === undefined ? record[field] : (record['Attributes'] as Record<string, unknown>)[below];
}

/** What a file says of a value that it does not have is not kept. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}
