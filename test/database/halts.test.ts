import { describe, expect, test } from 'vitest';
import { announcementOf } from '#core/doorbell.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, products, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();

/** More than a tenth of these lines, and twenty of them, are bad. */
const badFile = `${jsonl(...products(1, 100))}${'no json\n'.repeat(20)}`;

describe('bad lines', () => {
  test('are set aside, and the rest of the file loads', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(productKey(bench, '0801'), `${jsonl(product(1))}no json\n\n${jsonl(product(2))}`);
    expect(Object.keys(await bench.live())).toEqual(['1', '2']);
    expect(await bench.lastEvent('file_complete')).toMatchObject({ processed: 3, inserted: 2, rejected: 1 });
    expect(
      await bench.rows(
        `select line::int, byte_offset::int, code, convert_from(raw, 'UTF8') as raw from rejected_records`,
      ),
    ).toEqual([{ line: 2, byte_offset: jsonl(product(1)).length, code: 'not-json', raw: 'no json' }]);
  });

  test('fewer than twenty never halt a file, whatever their share', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(productKey(bench, '0801'), `${jsonl(product(1))}${'no json\n'.repeat(19)}`);
    expect(Object.keys(await bench.live())).toEqual(['1']);
  });

  test('that are too many halt the file: nothing of it is loaded, its rejects are kept', async () => {
    const bench = await makeUnit(database);
    expect(await bench.loader.drop(productKey(bench, '0801'), badFile)).toBe('halted');
    expect(await bench.live()).toEqual({});
    expect(await counts(bench)).toEqual({ staged: 0, rejects: 20 });
    expect(await bench.lastEvent('file_error')).toMatchObject({
      metadata: { code: 'too-many-rejects', lines: 120, rejects: 20 },
      error_message: expect.stringContaining('20 of its 120 lines (17 %) are bad') as string,
    });
  });

  test('of a halted file are kept up to a thousand, the first', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(productKey(bench, '0801'), 'no json\n'.repeat(1200));
    expect(
      await bench.rows('select count(*)::int as kept, max(line)::int as last from rejected_records'),
    ).toEqual([{ kept: 1000, last: 1000 }]);
  });
});

describe('the message of a halted file', () => {
  test('fails without another attempt when it comes again', async () => {
    const bench = await makeUnit(database);
    const message = announcementOf(bench.loader.bucket.put(productKey(bench, '0801'), badFile));
    expect(await bench.loader.answer(message, 1)).toBe('halted');
    expect(await bench.loader.answer(message, 2)).toBe('halted');
    expect(await bench.loader.answer(message, 3)).toBe('halted');
    expect(await starts(bench)).toBe(1);
  });

  test('tries the file once more when it is a new one, as after a redrive', async () => {
    const bench = await makeUnit(database);
    const message = announcementOf(bench.loader.bucket.put(productKey(bench, '0801'), badFile));
    await bench.loader.answer(message, 1);
    await bench.rows('update feed_settings set reject_share = 1');
    expect(await bench.loader.answer(message, 1)).toBe('nothing-due');
    expect(await starts(bench)).toBe(2);
    expect(Object.keys(await bench.live())).toHaveLength(100);
    expect(await bench.alerts()).toEqual([]);
  });

  test('of a file that is applied has nothing to do, however often it comes', async () => {
    const bench = await makeUnit(database);
    const message = announcementOf(bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1))));
    for (const receiveCount of [1, 2, 1])
      expect(await bench.loader.answer(message, receiveCount)).toBe('nothing-due');
    expect(await starts(bench)).toBe(1);
  });

  test('of another file of the feed does not fail: that file only waits', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(productKey(bench, '0801'), badFile);
    expect(await bench.loader.drop(productKey(bench, '0802'), jsonl(product(1)))).toBe('nothing-due');
    expect(await bench.live()).toEqual({});
  });
});

describe('an alert', () => {
  test('is raised once for a file that halts again and again, and resolved when it loads', async () => {
    const bench = await makeUnit(database);
    const message = announcementOf(bench.loader.bucket.put(productKey(bench, '0801'), badFile));
    for (let time = 0; time < 3; time++) await bench.loader.answer(message, 1);
    expect(await bench.alerts()).toEqual(['halted-file too-many-rejects']);
    await bench.rows('update feed_settings set reject_share = 1');
    await bench.loader.answer(message, 1);
    expect(await bench.alerts()).toEqual([]);
  });
});

test('an object that was deleted from the bucket halts its file with that reason', async () => {
  const bench = await makeUnit(database);
  const object = bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1)));
  bench.loader.bucket.forget(object);
  expect(await bench.loader.answer(announcementOf(object))).toBe('halted');
  expect((await bench.lastEvent('file_error'))['metadata']).toMatchObject({ code: 'object-missing' });
});

test('what is merely unavailable is thrown, leaves no trace in the state and loads the next time', async () => {
  const bench = await makeUnit(database);
  const { bucket } = bench.loader;
  const object = bucket.put(productKey(bench, '0801'), jsonl(product(1)));
  bucket.failNextRead();
  await expect(bench.loader.answer(announcementOf(object))).rejects.toMatchObject({ code: 'object-stalled' });
  expect(await bench.rows('select * from halted_files')).toEqual([]);
  expect(await bench.loader.answer(announcementOf(object), 2)).toBe('nothing-due');
  expect(Object.keys(await bench.live())).toEqual(['1']);
  expect(
    await bench.rows('select discarded_at is not null as discarded from loads order by load_id'),
  ).toEqual([{ discarded: true }, { discarded: false }]);
});

async function counts(bench: UnitBench): Promise<unknown> {
  const [row] = await bench.rows(
    'select (select count(*)::int from raw_records) as staged, (select count(*)::int from rejected_records) as rejects',
  );
  return row;
}

async function starts(bench: UnitBench): Promise<number> {
  return (await bench.events()).filter((event) => event.startsWith('file_start')).length;
}
