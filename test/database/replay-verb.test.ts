import { describe, expect, test } from 'vitest';
import { openOperator, type Operator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import {
  jsonl,
  makeUnit,
  product,
  productKey,
  products,
  tombstone,
  type UnitBench,
} from '../support/unit-bench.ts';

const database = await cloneDatabase();

/** A file with more bad lines than a feed takes. */
const badFile = `${jsonl(...products(1, 100))}${'no json\n'.repeat(20)}`;
const nobody = async (): Promise<void> => undefined;

describe('what a replay would do', () => {
  test('is told for each feed, and nothing is written', async () => {
    const { bench, operator } = await openUnit();
    const before = await bench.events();

    const plan = await operator.replay(productKey(bench, '0802'), { dryRun: true });

    expect(plan).toMatchObject({
      from: { file: productKey(bench, '0802') },
      event: null,
      feeds: [
        {
          feed: 'products',
          files: 2,
          firstFile: productKey(bench, '0802'),
          lastFile: productKey(bench, '0803'),
          without: [],
          ids: 4,
          live: 4,
          halted: null,
        },
      ],
    });
    expect(plan.feeds[0]?.expectedSeconds).toBeGreaterThan(0);
    expect(plan.feeds[0]?.stateHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await bench.events()).toEqual(before);
    expect(operator.rings).toEqual([]);
  });

  test('counts any record where a full run is in the range', async () => {
    const { bench, operator } = await openUnit();
    await drop(bench, 'full_0805', products(1, 4));
    expect((await operator.replay(productKey(bench, 'full_0805'), { dryRun: true })).feeds).toMatchObject([
      { files: 1, ids: 5 },
    ]);
  });

  test('counts a correction that waits as the file, and a file that is left out not at all', async () => {
    const { bench, operator } = await openUnit();
    await bench.rows(`update feed_settings set late = 'halt'`);
    await drop(bench, '0802', [product(2, { Name: 'mended' })]);
    const plan = await operator.replay(productKey(bench, '0801'), {
      dryRun: true,
      without: [productKey(bench, '0803')],
    });
    expect(plan.feeds).toMatchObject([
      {
        files: 2,
        lastFile: productKey(bench, '0802'),
        without: [productKey(bench, '0803')],
        halted: { file: productKey(bench, '0802'), code: 'corrected-file' },
      },
    ]);
  });

  test.each([
    ['an event that is not there', '99999', 'unknown-event'],
    ['a key that nobody knows', 'bak/nothing.jsonl', 'unknown-file'],
  ])('is refused for %s', async (_, from, code) => {
    const { operator } = await openUnit();
    await expect(operator.replay(from, { dryRun: true })).rejects.toMatchObject({ code });
  });

  test('is refused where nothing in force has an event from there on', async () => {
    const { bench, operator } = await openUnit();
    const stranger = `${bench.unit.name}/PRODUCT/2026/03/readme.txt`;
    await bench.loader.drop(stranger, 'hello');
    const last = (await operator.events()).at(-1)!.id;
    await expect(operator.replay(last, { dryRun: true })).rejects.toMatchObject({
      code: 'nothing-to-replay',
    });
    await expect(operator.replay(stranger, { dryRun: true })).rejects.toMatchObject({ code: 'not-in-force' });
  });

  test('is refused without a file that lies before it, or that nobody knows', async () => {
    const { bench, operator } = await openUnit();
    const from = productKey(bench, '0802');
    const refused = (file: string) => operator.replay(from, { dryRun: true, without: [file] });
    await expect(refused(productKey(bench, '0801'))).rejects.toMatchObject({ code: 'not-in-replay' });
    await expect(refused('bak/nothing.jsonl')).rejects.toMatchObject({ code: 'unknown-file' });
  });
});

describe('a replay that was asked for', () => {
  test('is one request, marks on everything from there, and a ring', async () => {
    const { bench, operator } = await openUnit();
    const { event } = await operator.replay(productKey(bench, '0802'));

    const events = await operator.events();
    const request = events.find(({ id }) => id === event);
    const from = Number(request?.metadata['from']);
    expect(request).toMatchObject({
      eventType: 'replay_requested',
      metadata: { by: 'ann', reason: 'a test', without: [] },
    });
    expect(operator.rings).toEqual(['replay by ann']);
    const marked = events.filter(({ replayDate }) => replayDate !== null).map(({ id }) => Number(id));
    expect(marked).toEqual(
      events.map(({ id }) => Number(id)).filter((id) => id >= from && id < Number(event)),
    );
    const complete = events.filter(({ eventType }) => eventType === 'file_complete');
    expect(complete.map(({ replacesEvent }) => replacesEvent)).toEqual([
      null,
      null,
      null,
      complete[1]?.id,
      complete[2]?.id,
    ]);
  });

  test('without a file gives the state that a load without it would have given', async () => {
    const { bench, operator } = await openUnit();
    await operator.replay(productKey(bench, '0802'), { without: [productKey(bench, '0802')] });
    expect(await bench.live()).toEqual({
      1: product(1, { Name: 'one', Size: 5 }),
      2: product(2, { Name: 'two' }),
      3: product(3),
    });
    expect(await operator.stateOf(productKey(bench, '0802'))).toMatchObject({
      state: 'skipped',
      inForce: false,
      reason: 'a test',
    });
    expect((await operator.verify()).different).toBe(0);
  });

  test('shows in the status, and its files as being replayed, until it is done', async () => {
    const { bench } = await openUnit();
    const operator = openOperator(database, bench, nobody);
    await operator.replay(productKey(bench, '0802'));
    const productsOf = async () => (await operator.status()).feeds.find(({ feed }) => feed === 'products');
    expect(await productsOf()).toMatchObject({
      waiting: {
        file: productKey(bench, '0802'),
        reason: 'is replayed from here on: 0 of 2 files are staged again',
      },
      replay: { files: 2, staged: 0, halted: null },
    });
    expect((await operator.stateOf(productKey(bench, '0803'))).state).toBe('replaying');
    expect((await operator.stateOf(productKey(bench, '0801'))).state).toBe('applied');
    await bench.loader.ring();
    expect(await productsOf()).toMatchObject({ waiting: null, replay: null });
    expect((await operator.stateOf(productKey(bench, '0803'))).state).toBe('applied');
  });

  test('of nothing but the file that is left out ends, too', async () => {
    const { bench, operator } = await openUnit();
    const last = productKey(bench, '0803');
    await operator.replay(last, { without: [last] });
    expect((await operator.status()).feeds.every(({ replay }) => replay === null)).toBe(true);
    expect((await operator.stateOf(last)).state).toBe('skipped');
  });

  test('stops at a file that halts: nothing has changed, and skipping that file lets it go on', async () => {
    const { bench, operator } = await openUnit();
    const before = await bench.live();
    await bench.rows(`update feed_settings set late = 'fold', reject_share = 0`);
    // The correction is registered while another loader holds the unit: the replay meets it first.
    const epoch = (await bench.loader.ledger.claim('another')) as number;
    const key = productKey(bench, '0803');
    await bench.loader.drop(key, badFile);
    await bench.loader.ledger.release(epoch, () => true);

    await operator.replay(productKey(bench, '0802'));

    expect(await bench.live()).toEqual(before);
    const feed = (await operator.status()).feeds.find(({ feed: name }) => name === 'products');
    expect(feed).toMatchObject({
      halted: { file: key, code: 'too-many-rejects' },
      replay: { halted: { file: key } },
      waiting: { reason: expect.stringContaining(`stops at ${key} (too-many-rejects)`) as string },
    });
    expect((await operator.stateOf(productKey(bench, '0802'))).state).toBe('replaying');
    await operator.skip(key);
    expect((await operator.status()).feeds.every(({ replay }) => replay === null)).toBe(true);
    expect((await operator.verify()).different).toBe(0);
  });
});

describe('skipping a file in force', () => {
  test('tells beforehand what that changes, takes it out, and brings it back at its place', async () => {
    const { bench, operator } = await openUnit();
    const key = productKey(bench, '0802');
    const before = await bench.live();

    const plan = await operator.skip(key, { dryRun: true });
    expect(plan).toMatchObject({
      standing: { inForce: true, state: 'applied', laterInForce: 1 },
      takesOut: { deleted: 1, updated: 1, inserted: 0 },
      event: null,
    });
    await operator.skip(key);
    expect(await bench.live()).toEqual({
      1: product(1, { Name: 'one', Size: 5 }),
      2: product(2, { Name: 'two' }),
      3: product(3),
    });
    expect(await operator.stateOf(key)).toMatchObject({
      state: 'skipped',
      inForce: false,
      event: { eventType: 'file_retired' },
    });
    await expect(operator.skip(key)).rejects.toMatchObject({ code: 'nothing-to-skip' });

    await operator.unskip(key);
    expect(await bench.live()).toEqual(before);
    expect(await operator.stateOf(key)).toMatchObject({ state: 'applied', inForce: true });
    expect(await operator.verify()).toMatchObject({ different: 0, loads: 3 });
  });

  test('that deleted records gives them back', async () => {
    const { bench, operator } = await openUnit();
    await drop(bench, '0804', [tombstone(1)]);
    expect((await operator.skip(productKey(bench, '0804'), { dryRun: true })).takesOut).toEqual({
      deleted: 0,
      updated: 0,
      inserted: 1,
    });
  });

  test('is on its way until the loader has taken it out', async () => {
    const { bench } = await openUnit();
    const operator = openOperator(database, bench, nobody);
    const key = productKey(bench, '0802');
    await operator.skip(key);
    expect(await operator.stateOf(key)).toMatchObject({ state: 'leaving', inForce: true });
    await expect(operator.skip(key)).rejects.toMatchObject({ code: 'nothing-to-skip' });
    await bench.loader.ring();
    expect(await operator.stateOf(key)).toMatchObject({ state: 'skipped', inForce: false });
  });
});

test('a correction takes the place of the version before it, which is superseded', async () => {
  const { bench, operator } = await openUnit();
  const first = (await operator.stateOf(productKey(bench, '0802'))).event!.id;
  await drop(bench, '0802', [product(2, { Name: 'mended' })]);
  expect(await operator.stateOf(productKey(bench, '0802'))).toMatchObject({ state: 'applied' });
  const { standing } = await operator
    .resume(first, { dryRun: true })
    .catch((error: { message: string }) => ({ standing: error.message }));
  expect(standing).toContain('is superseded, not halted');
});

test('a late file that its feed halts is put in its place by resume', async () => {
  const { bench, operator } = await openUnit();
  await bench.rows(`update feed_settings set late = 'halt'`);
  const key = productKey(bench, '0700');
  await drop(bench, '0700', [product(1, { Old: true }), product(7)]);
  expect(await operator.stateOf(key)).toMatchObject({ state: 'halted', inForce: false });
  await operator.resume(key);
  expect(await operator.stateOf(key)).toMatchObject({ state: 'applied' });
  expect(Object.keys(await bench.live())).toEqual(['1', '2', '3', '7', '9']);
  expect((await operator.verify()).different).toBe(0);
});

/** Three files, of which the second brought what it should not. */
async function openUnit(): Promise<{ bench: UnitBench; operator: Operator }> {
  const bench = await makeUnit(database);
  await drop(bench, '0801', [product(1, { Name: 'one' }), product(2, { Name: 'two' })]);
  await drop(bench, '0802', [product(2, { Name: 'BAD' }), product(9)]);
  await drop(bench, '0803', [product(3), product(1, { Size: 5 })]);
  return { bench, operator: openOperator(database, bench) };
}

function drop(bench: UnitBench, name: string, records: unknown[]): Promise<string> {
  return bench.loader.drop(productKey(bench, name), jsonl(...records));
}
