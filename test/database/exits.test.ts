import { describe, expect, test } from 'vitest';
import { announcementOf } from '#core/doorbell.ts';
import type { LoadLedger } from '#core/load/ports.ts';
import { openTestLoader } from '../support/loader.ts';
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

/** More than a tenth of these lines, and twenty of them, are bad. */
const badFile = `${jsonl(...products(1, 100))}${'no json\n'.repeat(20)}`;

describe('resuming a halted file', () => {
  test('tries it again, rings, and lets the files behind it go on', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    await bench.loader.drop(productKey(bench, '0820'), jsonl(product(500)));
    await bench.rows('update feed_settings set reject_share = 1');

    const { standing } = await operator.resume(key);

    expect(standing).toMatchObject({ state: 'halted', halt: { code: 'too-many-rejects' }, laterPending: 1 });
    expect(operator.rings).toEqual(['resume by ann']);
    expect(Object.keys(await bench.live())).toHaveLength(101);
    expect((await bench.lastEvent('file_resumed'))['metadata']).toEqual({
      because: 'millrace resume',
      by: 'ann',
    });
    expect((await operator.stateOf(key)).state).toBe('applied');
    expect(await bench.alerts()).toEqual([]);
  });

  test('that cannot be loaded still halts it again, with one open alert', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    await operator.resume(key);
    expect((await operator.stateOf(key)).state).toBe('halted');
    expect(await bench.alerts()).toEqual(['halted-file too-many-rejects']);
    expect((await operator.status()).feeds.find(({ feed }) => feed === 'products')?.halted?.file).toBe(key);
  });

  test('takes a key, a URI or the id of any of its events', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    const [received] = await bench.rows(
      `select id from file_processing_events where event_type = 'file_received'`,
    );
    for (const name of [key, `s3://landing/${key}`, String(received?.['id'])]) {
      expect((await operator.resume(name, { dryRun: true })).standing.file).toBe(key);
    }
  });

  test('only looks in a dry run', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    const before = await bench.events();
    expect(await operator.resume(key, { dryRun: true })).toMatchObject({ event: null });
    expect(await bench.events()).toEqual(before);
    expect(operator.rings).toEqual([]);
  });

  test('is refused for a file that is not halted, and for one that nobody knows', async () => {
    const bench = await makeUnit(database);
    const operator = openOperator(database, bench);
    const key = productKey(bench, '0801');
    await bench.loader.drop(key, jsonl(product(1)));
    await expect(operator.resume(key)).rejects.toMatchObject({ code: 'not-halted' });
    await expect(operator.resume('nothing')).rejects.toMatchObject({ code: 'unknown-file' });
    await expect(operator.resume('99999')).rejects.toMatchObject({ code: 'unknown-file' });
    expect(operator.rings).toEqual([]);
  });
});

describe('accepting deletes', () => {
  test('lets exactly the file pass that the guard halted, and stays with it', async () => {
    const { bench, operator } = await openUnitWith(products(1, 100));
    const key = productKey(bench, '0810');
    await bench.loader.drop(key, tombstones(1, 60));

    const { standing } = await operator.resume(key, { acceptDeletes: true });

    expect(standing.halt?.guard).toEqual({ deletes: 60, live: 100, share: 0.2 });
    expect(Object.keys(await bench.live())).toHaveLength(40);
    expect((await bench.lastEvent('file_resumed'))['metadata']).toMatchObject({ accept_deletes: true });
    expect(
      await bench.rows(
        'select deletes_accepted_at is not null as accepted from landed_files order by order_key',
      ),
    ).toEqual([{ accepted: false }, { accepted: true }]);
    expect(await bench.loader.drop(productKey(bench, '0820'), tombstones(61, 90))).toBe('halted');
  });

  test('closes a full run of parts whose end the guard halted', async () => {
    const { bench, operator } = await openUnitWith(products(1, 100));
    const key = productKey(bench, 'full_0810_2');
    await drop(bench, 'full_0810_1', products(1, 20));
    await drop(bench, 'full_0810_2', products(21, 40));
    await endHoldBack(bench);
    expect(await operator.stateOf(key)).toMatchObject({ state: 'halted', inForce: true });

    const { standing } = await operator.resume(key, { acceptDeletes: true });

    expect(standing.halt?.guard).toEqual({ deletes: 60, live: 100, share: 0.2 });
    expect(Object.keys(await bench.live())).toHaveLength(40);
    expect(await operator.stateOf(key)).toMatchObject({
      state: 'applied',
      event: { eventType: 'full_closed', deleted: 60 },
    });
    expect(await bench.alerts()).toEqual([]);
  });

  test('is refused for a file that no guard halted', async () => {
    const { operator, key } = await haltOnBadLines();
    await expect(operator.resume(key, { acceptDeletes: true })).rejects.toMatchObject({
      code: 'no-deletes-to-accept',
    });
  });
});

describe('deletes that were withheld', () => {
  test('are made up for when they are accepted, whatever the hold-back', async () => {
    const { bench, operator, key } = await withhold('full_0810_1');
    expect((await bench.lastEvent('full_withheld'))['metadata']).toMatchObject({ absent: 2, unreadable: 1 });
    await bench.rows(`update feed_settings set hold_back = '1 hour'`);
    await expect(operator.resume(key)).rejects.toMatchObject({ code: 'not-halted' });

    const { standing } = await operator.resume(key, { acceptDeletes: true });

    expect(standing.withheld).toMatchObject({ absent: 2 });
    expect(Object.keys(await bench.live())).toEqual(['2']);
    expect(await bench.alerts()).toEqual([]);
    expect(await operator.stateOf(key)).toMatchObject({
      state: 'applied',
      event: { eventType: 'full_closed' },
    });
    await expect(operator.resume(key, { acceptDeletes: true })).rejects.toMatchObject({ code: 'not-halted' });
  });

  test('of a full file without parts are, too', async () => {
    const { bench, operator, key } = await withhold('full_0810');
    await operator.resume(key, { acceptDeletes: true });
    expect(Object.keys(await bench.live())).toEqual(['2']);
    expect(await bench.alerts()).toEqual([]);
  });

  test('of a run are withheld once more when a further part of it lands, with one alert', async () => {
    const { bench, operator } = await withhold('full_0810_1');
    await drop(bench, 'full_0810_2', products(3, 4));
    expect(Object.keys(await bench.live())).toEqual(['1', '2', '3', '4']);
    expect((await operator.status()).alerts.map(({ subject }) => subject)).toEqual([
      productKey(bench, 'full_0810_2'),
    ]);
    await operator.resume(productKey(bench, 'full_0810_2'), { acceptDeletes: true });
    expect(Object.keys(await bench.live())).toEqual(['2', '3', '4']);
    expect(await bench.alerts()).toEqual([]);
  });

  test('are made up for at the place of the run when later files are in force: what they brought stays', async () => {
    const { bench, operator, key } = await withhold('full_0810_1');
    await drop(bench, '0820', products(7, 7));
    expect((await operator.resume(key, { acceptDeletes: true, dryRun: true })).standing.laterInForce).toBe(1);
    await operator.resume(key, { acceptDeletes: true });
    expect(Object.keys(await bench.live())).toEqual(['2', '7']);
    expect(await bench.alerts()).toEqual([]);
    expect(await operator.stateOf(key)).toMatchObject({
      state: 'applied',
      event: { eventType: 'full_closed', deleted: 2 },
    });
    expect((await operator.verify()).different).toBe(0);
  });
});

describe('skipping a file', () => {
  test('that is halted leaves it out, and the files behind it go on', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    await bench.loader.drop(productKey(bench, '0820'), jsonl(product(500)));

    await operator.skip(key);

    expect(Object.keys(await bench.live())).toEqual(['500']);
    expect((await bench.lastEvent('file_skipped'))['metadata']).toEqual({ by: 'ann', reason: 'a test' });
    expect(await operator.stateOf(key)).toMatchObject({ state: 'skipped', reason: 'a test' });
    expect(await bench.alerts()).toEqual([]);
    const status = (await operator.status()).feeds.find(({ feed }) => feed === 'products');
    expect(status).toMatchObject({ halted: null, pending: 0 });
    expect(operator.rings).toEqual(['skip by ann']);
  });

  test('that is late or of another shape clears its feed', async () => {
    const { bench, operator } = await openUnitWith(products(1, 1));
    await bench.rows(`update feed_settings set late = 'halt'`);
    const late = productKey(bench, '0700');
    await bench.loader.drop(late, jsonl(product(2)));
    await bench.loader.drop(productKey(bench, '0820'), jsonl(product(3)));
    expect(Object.keys(await bench.live())).toEqual(['1']);
    await operator.skip(late);
    expect(Object.keys(await bench.live())).toEqual(['1', '3']);
  });

  test('that waits behind another leaves it out when its turn comes', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    await bench.loader.drop(productKey(bench, '0820'), jsonl(product(500)));
    await operator.skip(productKey(bench, '0820'));
    await bench.rows('update feed_settings set reject_share = 1');
    await operator.resume(key);
    expect(Object.keys(await bench.live())).toHaveLength(100);
  });

  test('that is being loaded keeps it from being applied', async () => {
    const bench = await makeUnit(database);
    const operator = openOperator(database, bench);
    const key = productKey(bench, '0801');
    const skipBeforeApplying = (ledger: LoadLedger): LoadLedger => ({
      ...ledger,
      apply: async (...given) => {
        await operator.skip(key);
        return ledger.apply(...given);
      },
    });
    const loader = openTestLoader(database, bench.unit, { wrap: skipBeforeApplying });
    const object = loader.bucket.put(key, jsonl(product(1)));
    await expect(loader.answer(announcementOf(object))).rejects.toMatchObject({ code: 'file-left-out' });
    expect(await loader.answer(announcementOf(object), 2)).toBe('nothing-due');
    expect(await bench.live()).toEqual({});
    expect((await operator.stateOf(key)).state).toBe('skipped');
    expect(await bench.rows('select count(*)::int as staged from raw_records')).toEqual([{ staged: 0 }]);
  });

  test('is refused for a file that is left out already, a duplicate or ignored', async () => {
    const { bench, operator } = await openUnitWith(products(1, 1));
    const key = productKey(bench, '0801');
    await bench.loader.drop(key, jsonl(product(1)));
    await expect(operator.skip(key)).rejects.toMatchObject({ code: 'nothing-to-skip' });
    const stranger = `${bench.unit.name}/PRODUCT/2026/03/readme.txt`;
    await bench.loader.drop(stranger, 'hello');
    await expect(operator.skip(stranger)).rejects.toMatchObject({ code: 'nothing-to-skip' });
    const late = productKey(bench, '0700');
    await bench.loader.drop(late, jsonl(product(2)));
    await operator.skip(late);
    await expect(operator.skip(late)).rejects.toMatchObject({ code: 'nothing-to-skip' });
  });

  test('that is a part of a full run withholds the deletes of the run', async () => {
    const { bench, operator } = await openUnitWith(products(1, 100));
    await drop(bench, 'full_0810_1', products(1, 40));
    await bench.loader.drop(productKey(bench, 'full_0810_2'), 'no json\n'.repeat(30));
    await operator.skip(productKey(bench, 'full_0810_2'));
    await drop(bench, 'full_0810_3', products(81, 100));
    await endHoldBack(bench);

    expect(Object.keys(await bench.live())).toHaveLength(100);
    expect(await bench.alerts()).toEqual(['withheld-deletes skipped-parts']);
    expect((await bench.lastEvent('full_withheld'))['error_message']).toContain(
      'Part 2 of this full run was left out, so the 40 records',
    );
    await operator.resume(productKey(bench, 'full_0810_3'), { acceptDeletes: true });
    expect(Object.keys(await bench.live())).toHaveLength(60);
    expect(await bench.alerts()).toEqual([]);
  });
});

describe('a skip', () => {
  test('holds when its message is sent again or its event comes once more', async () => {
    const { bench, operator, key, message } = await haltOnBadLines();
    await operator.skip(key);
    for (const receiveCount of [1, 2, 3])
      expect(await bench.loader.answer(message, receiveCount)).toBe('nothing-due');
    expect((await operator.stateOf(key)).state).toBe('skipped');
  });

  test('is taken back: the file is tried again', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    await operator.skip(key);
    await bench.rows('update feed_settings set reject_share = 1');

    const { standing } = await operator.unskip(key);

    expect(standing).toMatchObject({ skipped: { by: 'ann', reason: 'a test' }, laterInForce: 0 });
    expect(Object.keys(await bench.live())).toHaveLength(100);
    expect((await operator.stateOf(key)).state).toBe('applied');
    await expect(operator.unskip(key)).rejects.toMatchObject({ code: 'not-skipped' });
  });

  test('that is taken back when later files are in force brings the file back at its place', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    await bench.loader.drop(productKey(bench, '0820'), jsonl(product(1, { Name: 'later' })));
    await operator.skip(key);
    expect((await operator.unskip(key, { dryRun: true })).standing.laterInForce).toBe(1);
    await bench.rows('update feed_settings set reject_share = 1');
    await operator.unskip(key);
    expect(await operator.stateOf(key)).toMatchObject({ state: 'applied', event: { inserted: 99 } });
    expect((await bench.live())['1']).toEqual(product(1, { Name: 'later' }));
    expect(await bench.alerts()).toEqual([]);
  });

  test('ends with a newer version of the key, which is loaded by itself', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    const { event } = await operator.skip(key);
    await bench.loader.drop(key, jsonl(product(7)));
    expect(Object.keys(await bench.live())).toEqual(['7']);
    expect((await operator.stateOf(key)).state).toBe('applied');
    await expect(operator.unskip(event!)).rejects.toMatchObject({ code: 'superseded-file' });
  });
});

describe('the alert of a halted file', () => {
  test('is resolved by a newer version that has to wait, and raised again if that halts', async () => {
    const { bench, operator, key } = await haltOnBadLines();
    // Another loader holds the unit: the newer version is registered and no more.
    const epoch = (await bench.loader.ledger.claim('another')) as number;
    expect(await bench.loader.drop(key, `${badFile}no json\n`)).toBe('claimed-elsewhere');
    expect(await bench.alerts()).toEqual([]);
    await bench.loader.ledger.release(epoch, () => true);
    await bench.loader.ring();
    expect(await bench.alerts()).toEqual(['halted-file too-many-rejects']);
    expect((await operator.stateOf(key)).state).toBe('halted');
  });
});

async function openUnitWith(records: unknown[]): Promise<{ bench: UnitBench; operator: Operator }> {
  const bench = await makeUnit(database);
  await drop(bench, '0801', records);
  return { bench, operator: openOperator(database, bench) };
}

/** A unit whose first products file has too many bad lines. */
async function haltOnBadLines() {
  const bench = await makeUnit(database);
  const key = productKey(bench, '0801');
  const message = announcementOf(bench.loader.bucket.put(key, badFile));
  expect(await bench.loader.answer(message)).toBe('halted');
  return { bench, operator: openOperator(database, bench), key, message };
}

/** A unit of three products, and a full run of one of them with a line that hides which record it is of. */
async function withhold(name: string) {
  const { bench, operator } = await openUnitWith(products(1, 3));
  const key = productKey(bench, name);
  await bench.loader.drop(key, `${jsonl(product(2))}{"EntityId":1,\n`);
  await endHoldBack(bench);
  expect(await bench.alerts()).toEqual(['withheld-deletes unreadable-ids']);
  return { bench, operator, key };
}

function drop(bench: UnitBench, name: string, records: unknown[]): Promise<string> {
  return bench.loader.drop(productKey(bench, name), jsonl(...records));
}

function tombstones(from: number, to: number): string {
  return jsonl(...products(from, to).map(({ EntityId }) => tombstone(EntityId as number)));
}

/** Lets no time pass: the setting says how much has to. */
async function endHoldBack(bench: UnitBench): Promise<void> {
  await bench.rows(`update feed_settings set hold_back = '0'`);
  await bench.loader.ring();
}
