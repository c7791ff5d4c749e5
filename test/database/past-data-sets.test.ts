import { describe, expect, test } from 'vitest';
import { announcementOf } from '#core/doorbell.ts';
import {
  dataSetsFolder,
  hashRecords,
  readDataSet,
  withoutDataSets,
  type DataSetFile,
} from '../support/data-sets.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { makeUnit, type UnitBench } from '../support/unit-bench.ts';

/** By hand as many as one has time for. */
const orders = Number(process.env['MILLRACE_MODEL_ORDERS'] ?? 2);

const database = await cloneDatabase();

describe.skipIf(dataSetsFolder === null)(
  `real files in the wrong order, and undone (${withoutDataSets})`,
  () => {
    test.each(Array.from({ length: orders }, (_, index) => ({ seed: index + 1 })))(
      'a catalogue delivered in random order $seed, each event one to five times, has the expected state',
      async ({ seed }) => {
        const bench = await makeTrustingUnit();
        const files = readDataSet('pim-catalogue');
        const landed = files.map((file, index) =>
          land(bench, file, new Date(Date.UTC(2026, 2, 3, 8, index))),
        );
        const random = randomOf(seed);
        const events = landed.flatMap((object) =>
          Array.from({ length: 1 + Math.floor(random() * 5) }, () => object),
        );
        for (const object of shuffle(events, random)) await bench.loader.answer(announcementOf(object));
        for (const [feed, expected] of Object.entries(files.at(-1)!.after)) {
          expect({ feed, ...(await readState(bench, feed)) }).toEqual({ feed, ...expected });
        }
        // The catalogue's own: values and types that its first file did not have.
        expect(await bench.alerts()).toEqual(['drift drift-found']);
      },
      120_000,
    );

    test('a change history with one bad file, noticed later, corrected and replayed, has the expected state', async () => {
      const bench = await makeTrustingUnit();
      const files = readDataSet('change-stream');
      const badAt = files.findIndex(({ after }) => after['products']?.count === 0) + 1;
      for (const [index, file] of files.entries()) {
        const object = land(bench, index === badAt ? { ...file, bytes: corrupt(file.bytes) } : file);
        await bench.loader.answer(announcementOf(object));
      }
      const expected = files.at(-1)!.after['products'];
      expect(await readState(bench, 'products')).not.toEqual(expected);

      const bad = files[badAt]!;
      await bench.rows(
        `update file_processing_events set replay_date = now()
       where id >= (select id from file_processing_events where event_type = 'file_complete' and source_file = $1)`,
        [keyIn(bench, bad)],
      );
      await bench.loader.answer(announcementOf(land(bench, bad)));
      expect(await readState(bench, 'products')).toEqual(expected);
      const replayed = await bench.rows(
        `select source_file, metadata -> 'live_records' as live from file_processing_events
       where event_type = 'file_complete' and replaces_event is not null order by id`,
      );
      expect(replayed).toEqual(
        files
          .slice(badAt)
          .map((file) => ({ source_file: keyIn(bench, file), live: file.after['products']?.count })),
      );
    }, 120_000);
  },
);

/** A unit that waits for no part and lets everything be deleted, as some of these files mean to. */
async function makeTrustingUnit(): Promise<UnitBench> {
  const bench = await makeUnit(database);
  await bench.rows(`update feed_settings set hold_back = '0', deletion_guard = 1`);
  return bench;
}

function land(bench: UnitBench, file: DataSetFile, lastModified?: Date) {
  return bench.loader.bucket.put(keyIn(bench, file), file.bytes, lastModified);
}

/** The sets name the units that they were made for. */
function keyIn({ unit }: UnitBench, { key }: DataSetFile): string {
  return key.replace(/^(bak|ecm)\//, `${unit.name}/`);
}

/** Every second line lost, a member of the others wrong, and one more product that nobody sent. */
function corrupt(bytes: Buffer): Buffer {
  const kept = bytes
    .toString('utf8')
    .trim()
    .split('\n')
    .filter((_line, index) => index % 2 === 0)
    .map((line) => JSON.stringify({ ...(JSON.parse(line) as object), FieldSetId: 'wrong' }));
  return Buffer.from([...kept, '{"EntityId":"nobody-sent-it","Attributes":{}}', ''].join('\n'));
}

async function readState(bench: UnitBench, feed: string): Promise<{ count: number; xor: string }> {
  const live = await bench.rows('select id, data from records where feed = $1 and not deleted', [feed]);
  return hashRecords(live as { id: string; data: unknown }[]);
}

/** Numbers in [0, 1), always the same ones for a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
