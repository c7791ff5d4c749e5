import { describe, expect, test } from 'vitest';
import { announcementOf } from '#core/doorbell.ts';
import type { Block } from '#core/staging/block.ts';
import lockLeaseAlone from '#database/load-ledger/lock-lease-alone.sql' with { type: 'text' };
import releaseLease from '#database/load-ledger/release-lease.sql' with { type: 'text' };
import { withLease } from '#database/load-ledger/with-lease.ts';
import { openTestLoader } from '../support/loader.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();

test('two loaders at once apply every file exactly once, and leave none lying', async () => {
  const bench = await makeUnit(database);
  const { bucket } = bench.loader;
  const loaders = [bench.loader, openTestLoader(database, bench.unit, { bucket })];
  const files = Array.from({ length: 24 }, (_, index) => {
    const name = `08${String(index).padStart(2, '0')}`;
    return bucket.put(productKey(bench, name), jsonl(product(1, { Name: name }), product(name)));
  });
  await Promise.all(
    loaders.map(async (loader) => {
      for (const file of files) await loader.answer(announcementOf(file));
    }),
  );
  const [applied] = await bench.rows(
    `select count(*)::int as events, count(distinct landed_file)::int as files
     from file_processing_events where event_type in ('file_complete', 'file_error')`,
  );
  expect(applied).toEqual({ events: 24, files: 24 });
  expect(await bench.rows('select * from pending_files')).toEqual([]);
}, 60_000);

describe('a unit that is claimed', () => {
  test('is refused to another loader, and given to it when it was released', async () => {
    const { loader: first, second } = await makeTwoLoaders();
    const epoch = await first.ledger.claim('first');
    expect(await second.ledger.claim('second')).toBeNull();
    await first.ledger.release(epoch!, () => true);
    expect(await second.ledger.claim('second')).toBe(epoch! + 1);
  });

  test('stays claimed while something is due', async () => {
    const { loader, second } = await makeTwoLoaders();
    const epoch = await loader.ledger.claim('first');
    expect(await loader.ledger.release(epoch!, () => false)).toBe(false);
    expect(await second.ledger.claim('second')).toBeNull();
  });

  test('keeps its heartbeat during a long transaction, and refuses others at once', async () => {
    const { bench, loader, second } = await makeTwoLoaders();
    const epoch = (await loader.ledger.claim('first'))!;
    await withLease(database.open(bench.unit, 'loader'), epoch, async () => {
      expect(await loader.ledger.beat(epoch, null, { rows: 0, sourceBytes: 0 })).toBe(true);
      expect(await second.ledger.claim('second')).toBeNull();
    });
  });

  test('is free for whoever registers a file while it is given back', async () => {
    const { bench, loader, second } = await makeTwoLoaders();
    const epoch = (await loader.ledger.claim('first'))!;
    const others: Promise<string>[] = [];
    await withLease(
      database.open(bench.unit, 'loader'),
      epoch,
      async (transaction) => {
        others.push(second.drop(productKey(bench, '0801'), jsonl(product(1))));
        await untilSomebodyWaits();
        await transaction.query(releaseLease, [epoch]);
      },
      lockLeaseAlone,
    );
    expect(await Promise.all(others)).toEqual(['nothing-due']);
    expect(Object.keys(await bench.live())).toEqual(['1']);
  });
});

describe('a loader that went silent', () => {
  test('loses its connections, its staged lines and its right to apply', async () => {
    const { bench, loader: first, second } = await makeTwoLoaders();
    const epoch = (await first.ledger.claim('first'))!;
    const { bucket } = first;
    expect(
      await second.answer(announcementOf(bucket.put(productKey(bench, '0801'), jsonl(product(1))))),
    ).toBe('claimed-elsewhere');
    const file = (await first.ledger.readFeeds()).find(({ feed }) => feed === 'products')!.next!;
    const loadId = await first.ledger.startLoad(epoch, file, {});
    const gate = Promise.withResolvers<void>();
    const staging = first.ledger.stage(
      epoch,
      { loadId, feed: 'products', careful: false },
      oneBlockAndThenAnother(gate.promise),
      new AbortController().signal,
    );
    const ended = expect(staging).rejects.toMatchObject({ code: 'database-unavailable' });
    await until(async () => (await backendsOf(epoch)) === 1);

    await makeStale(bench);
    expect(await second.ring()).toBe('nothing-due');
    expect(await backendsOf(epoch)).toBe(0);
    gate.resolve();
    await ended;
    expect(await first.ledger.beat(epoch, loadId, { rows: 0, sourceBytes: 0 })).toBe(false);
    const totals = {
      lines: 1,
      blankLines: 0,
      records: 1,
      rejects: 0,
      sourceBytes: 1,
      decompressedBytes: 1,
      sha256: '',
    };
    const policy = { merge: 'patch', late: 'fold', holdBackMs: 0, deletionGuard: 1, rejectShare: 1 } as const;
    await expect(
      first.ledger.apply(epoch, file, { loadId, totals, stagingMs: 1 }, policy, {}),
    ).rejects.toMatchObject({ code: 'lease-lost' });
    expect(
      await bench.rows('select load_id::int, discarded_at is not null as discarded from loads order by 1'),
    ).toEqual([
      { load_id: 1, discarded: true },
      { load_id: 2, discarded: false },
    ]);
    expect(await bench.rows('select load_id::int, count(*)::int from raw_records group by 1')).toEqual([
      { load_id: 2, count: 1 },
    ]);
    expect(await bench.live()).toEqual({ 1: product(1) });
  });

  test('in the middle of a transaction is ended, and the transaction with it', async () => {
    const { bench, loader: first, second } = await makeTwoLoaders();
    const epoch = (await first.ledger.claim('first'))!;
    const gate = Promise.withResolvers<void>();
    const applying = withLease(database.open(bench.unit, 'loader'), epoch, async (transaction) => {
      await transaction.query(`update feed_totals set live_records = 99`);
      await gate.promise;
    });
    const ended = expect(applying).rejects.toMatchObject({ code: 'database-unavailable' });
    await until(async () => (await backendsOf(epoch)) === 1);
    await makeStale(bench);
    expect(await second.ledger.claim('second')).toBe(epoch + 1);
    gate.resolve();
    await ended;
    expect(await bench.rows('select distinct live_records::int from feed_totals')).toEqual([
      { live_records: 0 },
    ]);
  });
});

test('an invocation that runs out of time begins no file, gives the unit back and rings', async () => {
  const bench = await makeUnit(database);
  const hurried = openTestLoader(database, bench.unit, { remainingMs: () => 10 });
  expect(await hurried.drop(productKey(bench, '0801'), jsonl(product(1)))).toBe('out-of-time');
  expect(hurried.rings).toEqual(['the invocation ran out of time']);
  expect(await bench.live()).toEqual({});
  expect(await bench.rows('select heartbeat from lease')).toEqual([{ heartbeat: null }]);
});

async function makeTwoLoaders(): Promise<{
  bench: UnitBench;
  loader: UnitBench['loader'];
  second: UnitBench['loader'];
}> {
  const bench = await makeUnit(database);
  const { loader } = bench;
  return { bench, loader, second: openTestLoader(database, bench.unit, { bucket: loader.bucket }) };
}

async function makeStale(bench: UnitBench): Promise<void> {
  await bench.rows(`update lease set heartbeat = heartbeat - interval '46 seconds'`);
}

async function* oneBlockAndThenAnother(gate: Promise<void>): AsyncGenerator<Block> {
  yield blockOf(1);
  await gate;
  yield blockOf(2);
}

function blockOf(line: number): Block {
  const data = Buffer.from(JSON.stringify(product(line)));
  const record = { line, byteOffset: 0, id: String(line), op: 'patch', outline: null, data } as const;
  return { records: [record], rejects: [], sourceBytes: data.length };
}

/** Connections in a transaction of this epoch, whatever the unit: the others of this file have none open by then. */
async function backendsOf(epoch: number): Promise<number> {
  const { rows } = await database.administrator.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and application_name like 'millrace inriver_test% ' || $1::text`,
    [epoch],
  );
  return rows[0]?.n ?? 0;
}

function untilSomebodyWaits(): Promise<void> {
  return until(async () => {
    const { rows } = await database.administrator.query('select from pg_locks where not granted');
    return rows.length > 0;
  });
}

/** Asks again and again; the test's own timeout ends it. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition()));
}
