import { describe, expect, test } from 'vitest';
import { dataSetsFolder, hashRecords, readDataSet, withoutDataSets } from '../support/data-sets.ts';
import { openTestLoader } from '../support/loader.ts';
import { cloneDatabase, type TestDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();

describe.skipIf(dataSetsFolder === null)(`real files, one after the other (${withoutDataSets})`, () => {
  test('a catalogue in three languages has the expected state after every file', async () => {
    const loader = openTestLoader(database, 'bak');
    for (const [index, file] of readDataSet('pim-catalogue').entries()) {
      const lastModified = new Date(Date.UTC(2026, 2, 3, 8, index));
      await loader.drop(file.key, file.bytes, lastModified);
      const { [file.feed]: expected } = file.after;
      expect({ key: file.key, ...(await readState(database, 'inriver_bak', file.feed)) }).toEqual({
        key: file.key,
        ...expected,
      });
    }
  }, 120_000);

  test('a change history loads until the day on which everything is deleted, which the guard halts', async () => {
    const loader = openTestLoader(database, 'ecm');
    const files = readDataSet('change-stream');
    for (const file of files.slice(0, 24)) {
      await loader.drop(file.key, file.bytes);
      expect({ key: file.key, ...(await readState(database, 'inriver_ecm', file.feed)) }).toEqual({
        key: file.key,
        ...file.after[file.feed],
      });
    }
    const [great] = files.slice(24);
    expect(great && (await loader.drop(great.key, great.bytes))).toBe('halted');
    expect(await readState(database, 'inriver_ecm', 'products')).toEqual(files[23]?.after['products']);
  }, 120_000);
});

async function readState(
  from: TestDatabase,
  schema: string,
  feed: string,
): Promise<{ count: number; xor: string }> {
  const { rows } = await from.administrator.query(`select id, data from ${schema}.${feed} where not deleted`);
  return hashRecords(rows as { id: string; data: unknown }[]);
}
