import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { databaseRole } from '#core/business-unit.ts';
import { announcementOf } from '#core/doorbell.ts';
import { openDatabase } from '#database/open-database.ts';
import { openS3 } from '#platform/aws-clients.ts';
import { openLandingBucket } from '#platform/landing-bucket.ts';
import { openTestLoader } from '../support/loader.ts';
import { MemoryBucket } from '../support/memory-bucket.ts';
import { startStallingProxy } from '../support/stalling-proxy.ts';
import { startStallingS3, type StallingS3 } from '../support/stalling-s3.ts';
import { cloneDatabase, type TestDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, productKey, products, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();

/** Larger than a few blocks, so that its first lines are on their way when it stalls. */
const content = Buffer.from(jsonl(...products(1, 3_000, { Text: 'x'.repeat(900) })));

/** Watchdogs wait by setTimeout: this clock moves when it is told to. Connections and heartbeats are real. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('a body that stops flowing', () => {
  test('is given up after 30 s: nothing is left, the unit is free, and the next doorbell loads the file', async () => {
    const { bench, s3, loader } = await makeStallingBucket('half');
    const { announcement, attempt } = drop(bench, loader);
    await untilHeartBeats(bench, 2);
    expect(await bench.rows('select from loads where staged_rows > 0')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(await busyBackends(bench)).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await attempt).toMatchObject({ name: 'Unavailable', code: 'body-stalled' });
    await expectNothingLeft(bench);

    expect(await loader.answer(announcement, 2)).toBe('nothing-due');
    expect(s3.requests).toBe(2);
    await expectLoadedOnce(bench);
  });

  test('is given up as well when it never began', async () => {
    const { bench, loader } = await makeStallingBucket('headers');
    const { attempt } = drop(bench, loader);
    await untilHeartBeats(bench, 2);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await attempt).toMatchObject({ name: 'Unavailable', code: 'body-stalled' });
    await expectNothingLeft(bench);
  });

  test('is no short file when its connection breaks in the middle', async () => {
    const { bench, loader } = await makeStallingBucket('cut');
    const { announcement, attempt } = drop(bench, loader);
    expect(await attempt).toMatchObject({ name: 'Unavailable' });
    await expectNothingLeft(bench);
    expect(await loader.answer(announcement, 2)).toBe('nothing-due');
    await expectLoadedOnce(bench);
  });
});

test('an S3 that takes requests and never answers is given up within half a minute', async () => {
  const { bench, loader, s3 } = await makeStallingBucket('nothing', 'nothing', 'nothing');
  const { announcement, attempt } = drop(bench, loader);
  let waitedMs = 0;
  const wait = async (ms: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(ms);
    waitedMs += ms;
  };
  for (const request of [1, 2, 3]) {
    await until(async () => s3.requests === request);
    await wait(8_000);
    await wait(1_000);
  }
  expect(await attempt).toMatchObject({ name: 'Unavailable', code: 'aws-unavailable' });
  expect(waitedMs).toBeLessThan(30_000);
  await expectNothingLeft(bench);
  expect(await loader.answer(announcement, 2)).toBe('nothing-due');
  await expectLoadedOnce(bench);
});

test('a COPY whose connection is lost unnoticed is given up after 30 s, and its backend ended by the next loader', async () => {
  const bench = await makeUnit(database);
  const proxy = await startStallingProxy({ host: '127.0.0.1', port: Number(new URL(database.url).port) });
  onTestFinished(proxy.close);
  const loader = openTestLoader(through(proxy.port, bench), bench.unit);
  const lost = proxy.loseAfter(content.length / 2);
  const announcement = announcementOf(loader.bucket.put(productKey(bench, '0801'), content));
  const attempt = loader.answer(announcement).catch((error: unknown) => error);
  await lost;
  // The other lane ends its COPY; this one is still waited for.
  await until(async () => (await busyBackends(bench)) === 1);
  await until(async () => vi.getTimerCount() > 0);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await attempt).toMatchObject({ name: 'Unavailable', code: 'database-stalled' });
  // To the server the connection looks alive, and its COPY open.
  expect(await busyBackends(bench)).toBe(1);
  expect(await bench.rows('select heartbeat from lease')).toEqual([{ heartbeat: null }]);

  expect(await loader.answer(announcement, 2)).toBe('nothing-due');
  await expectNothingLeft(bench, 1);
  await expectLoadedOnce(bench);
});

/** A loader whose bucket is a real S3 client's, to an S3 that answers so. */
async function makeStallingBucket(...answers: StallingS3['answers']): Promise<{
  bench: UnitBench;
  s3: StallingS3;
  loader: ReturnType<typeof openTestLoader>;
}> {
  const bench = await makeUnit(database);
  const s3 = await startStallingS3(content);
  s3.answers = answers;
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const client = openS3();
  onTestFinished(async () => {
    client.destroy();
    await s3.close();
  });
  // It knows its versions by itself, and reads them where it is told to.
  const bucket = Object.assign(new MemoryBucket(), { read: openLandingBucket(client).read });
  return { bench, s3, loader: openTestLoader(database, bench.unit, { bucket }) };
}

/** Announces the file; the attempt ends with what was thrown, or the answer. */
function drop(bench: UnitBench, loader: ReturnType<typeof openTestLoader>) {
  const announcement = announcementOf(loader.bucket.put(productKey(bench, '0801'), content));
  return { announcement, attempt: loader.answer(announcement).catch((error: unknown) => error) };
}

function through(port: number, { unit }: UnitBench): TestDatabase {
  return {
    ...database,
    open(_unit, purpose) {
      const opened = openDatabase({
        host: '127.0.0.1',
        port,
        database: new URL(database.url).pathname.slice(1),
        user: databaseRole(unit.name, purpose),
        password: () => Promise.resolve(''),
        schema: unit.schema,
        maxConnections: 6,
      });
      onTestFinished(() => opened.pool.end());
      return opened;
    },
  };
}

/** Connections of this unit's loaders that are in the middle of a transaction. */
async function busyBackends({ unit }: UnitBench): Promise<number> {
  const { rows } = await database.administrator.query<{ n: number }>(
    'select count(*)::int as n from pg_stat_activity where application_name ~ $1',
    [`^millrace ${unit.schema} [0-9]+$`],
  );
  return rows[0]?.n ?? 0;
}

/** No connection of a loader in the middle of something, the lease free, no line of a load that is not in force. */
async function expectNothingLeft(bench: UnitBench, loadsInForce = 0): Promise<void> {
  await until(async () => (await busyBackends(bench)) === 0);
  expect(await bench.rows('select heartbeat from lease')).toEqual([{ heartbeat: null }]);
  expect(await bench.rows('select from loads where applied_event is not null')).toHaveLength(loadsInForce);
  expect(
    await bench.rows(
      `select distinct load_id::int from raw_records join loads using (load_id) where applied_event is null`,
    ),
  ).toEqual([]);
  expect(await bench.rows('select * from halted_files')).toEqual([]);
}

async function expectLoadedOnce(bench: UnitBench): Promise<void> {
  expect(Object.keys(await bench.live())).toHaveLength(3_000);
  expect((await bench.events()).map((event) => event.split(' ')[0])).toEqual([
    'file_received',
    'file_start',
    'file_start',
    'file_complete',
  ]);
}

/** Heartbeats come every second while a file is staged: by then everything that flows has flown. */
async function untilHeartBeats(bench: UnitBench, count: number): Promise<void> {
  const seen = new Set<string>();
  await until(async () => {
    const [lease] = await bench.rows('select heartbeat::text from lease where heartbeat is not null');
    if (lease) seen.add(String(lease['heartbeat']));
    return seen.size > count;
  });
}

/** Asks again and again; the test's own timeout ends it. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}
