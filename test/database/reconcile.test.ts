import { afterAll, describe, expect, test } from 'vitest';
import { reconcilerRole } from '#core/business-unit.ts';
import { announcementOf } from '#core/doorbell.ts';
import type { ObjectVersion } from '#core/object-version.ts';
import { answerReconcile } from '#core/reconcile/answer-reconcile.ts';
import type { BucketReport } from '#core/reconcile/bucket-report.ts';
import type { BucketListing, Gauges, UnitGauges } from '#core/reconcile/ports.ts';
import { reconcileAll, type ReconcileAllDeps } from '#core/reconcile/reconcile-all.ts';
import { openDatabase, type Database } from '#database/open-database.ts';
import { openFreshnessNotes } from '#database/reconcile/freshness-notes.ts';
import { openLandingLedger } from '#database/reconcile/landing-ledger.ts';
import { openRunNotes } from '#database/reconcile/run-notes.ts';
import { openUnroutedNotes } from '#database/reconcile/unrouted-notes.ts';
import { openTestLoader } from '../support/loader.ts';
import { MemoryBucket } from '../support/memory-bucket.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();
const opened: Database[] = [];
afterAll(() => Promise.all(opened.map(({ pool }) => pool.end())));

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** When the schedule lists the whole bucket, and when nothing. */
const wholeAt = new Date('2026-03-04T03:00:00Z');
const nothingAt = new Date('2026-03-04T08:01:00Z');

describe('reconciling', () => {
  test('loads what no event announced, every version of it, and says so', async () => {
    const { bench, reconcile } = await openBench();
    const key = productKey(bench, '0801');
    bench.loader.bucket.put(key, jsonl(product(1, { Name: 'first' })), new Date('2026-03-03T08:00:00Z'));
    bench.loader.bucket.put(key, jsonl(product(1, { Name: 'mended' })), new Date('2026-03-03T09:00:00Z'));
    const readme = `${bench.unit.name}/PRODUCT/2026/03/readme.txt`;
    bench.loader.bucket.put(readme, 'hello');

    const report = await reconcile();

    expect(report).toMatchObject({ listed: 3, unregistered: { count: 3 }, missing: { count: 0, first: [] } });
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'mended' }) });
    expect(await reconcile()).toMatchObject({ listed: 3, unregistered: { count: 0, first: [] } });
  });

  test('names what the ledger has and the bucket has not, files in force first', async () => {
    const { bench, reconcile } = await openBench();
    const [late, gone, kept] = ['0801', '0802', '0803'].map((name) =>
      bench.loader.bucket.put(productKey(bench, name), jsonl(product(name))),
    ) as [ObjectVersion, ObjectVersion, ObjectVersion];
    for (const object of [gone, kept]) await bench.loader.answer(announcementOf(object));
    await bench.rows(`update feed_settings set late = 'halt'`);
    await bench.loader.answer(announcementOf(late));
    for (const object of [late, gone]) bench.loader.bucket.forget(object);

    expect((await reconcile()).missing).toEqual({
      count: 2,
      first: [
        { key: gone.key, versionId: gone.versionId, feed: 'products', inForce: true },
        { key: late.key, versionId: late.versionId, feed: 'products', inForce: false },
      ],
    });
  });

  test('announces and notes nothing in a dry run', async () => {
    const { bench, reconcile } = await openBench(['bk/x.jsonl']);
    bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1)));
    expect(await reconcile({ dryRun: true })).toMatchObject({
      unregistered: { count: 1, first: [{ key: productKey(bench, '0801') }] },
      unrouted: { count: 1, first: [{ key: 'bk/x.jsonl' }] },
    });
    expect(await bench.events()).toEqual([]);
    expect(await bench.rows('select from runs')).toEqual([]);
    expect(await bench.rows('select from control.unrouted_objects')).toEqual([]);
  });

  test('of what has just landed says nothing in a dry run: its event is on its way', async () => {
    const { bench, reconcile } = await openBench();
    bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1)), new Date());
    expect((await reconcile({ dryRun: true })).unregistered.count).toBe(0);
    expect((await reconcile()).unregistered.count).toBe(1);
  });

  test('is noted as a run with its counts, and one that fails with its error', async () => {
    const { bench, deps, reconcile } = await openBench();
    bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1)));
    await reconcile();
    deps.bucket.list = () => {
      throw new Error('S3 is away');
    };
    await expect(reconcile()).rejects.toThrow('S3 is away');
    expect(
      await bench.rows(
        'select kind, scope, status, counts, error, ended >= started as ended from runs order by id',
      ),
    ).toEqual([
      {
        kind: 'reconcile',
        scope: 'landing bucket',
        status: 'done',
        counts: { listed: 1, announced: 1, missing: 0 },
        error: null,
        ended: true,
      },
      {
        kind: 'reconcile',
        scope: 'landing bucket',
        status: 'failed',
        counts: {},
        error: 'S3 is away',
        ended: true,
      },
    ]);
  });
});

describe('a feed whose files have stopped', () => {
  test('is alerted when the newest is older than its cadence, until the next one comes', async () => {
    const { bench, deps } = await openBench();
    await reconcileAll(deps, nothingAt);
    expect(await bench.alerts()).toEqual([]);
    await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
    await reconcileAll(deps, nothingAt);
    expect(await bench.alerts()).toEqual([]);

    await bench.rows(`update feed_settings set cadence = '0 s' where feed = 'products'`);
    await reconcileAll(deps, nothingAt);
    await reconcileAll(deps, nothingAt);
    expect(await bench.alerts()).toEqual(['missed-cadence feed-stale']);
    await bench.rows(`update feed_settings set cadence = '1 day' where feed = 'products'`);
    await reconcileAll(deps, nothingAt);
    expect(await bench.alerts()).toEqual([]);
  });
});

describe('what lies under no unit’s prefix', () => {
  test('is noted and alerted by the nightly listing, by folder, until it is gone', async () => {
    const { bench, deps, strays, openAlerts } = await openBench(['bk/a.jsonl', 'bk/b.jsonl', 'loose.jsonl']);
    const operator = openOperator(database, bench);

    await reconcileAll(deps, nothingAt);
    expect(await operator.alertsOfNoUnit()).toEqual([]);
    await reconcileAll(deps, wholeAt);
    const alerts = await operator.alertsOfNoUnit();
    expect(alerts.map(({ kind, subject, code }) => [kind, subject, code])).toEqual([
      ['unrouted-objects', '/', 'unrouted-key'],
      ['unrouted-objects', 'bk/', 'unrouted-key'],
    ]);
    expect(alerts[1]?.message).toContain('2 objects lie under "bk/"');
    await reconcileAll(deps, nothingAt);

    strays.splice(0, 3, stray('bk/b.jsonl'));
    await reconcileAll(deps, wholeAt);
    expect((await operator.alertsOfNoUnit()).map(({ message }) => message)).toEqual([
      expect.stringContaining('One object lies under "bk/"') as string,
    ]);
    strays.splice(0);
    await reconcileAll(deps, wholeAt);
    expect(await operator.alertsOfNoUnit()).toEqual([]);
    expect(openAlerts).toEqual([0, 2, 2, 1, 0]);
    expect(
      await bench.rows('select key, gone_at is not null as gone from control.unrouted_objects order by key'),
    ).toEqual(['bk/a.jsonl', 'bk/b.jsonl', 'loose.jsonl'].map((key) => ({ key, gone: true })));
  });
});

describe('the reconciler', () => {
  test('says at every run how the unit stands', async () => {
    const { bench, deps, noted } = await openBench();
    await reconcileAll(deps, nothingAt);
    const utf16 = Buffer.from([0xff, 0xfe, 0x7b, 0]);
    const damaged = bench.loader.bucket.put(productKey(bench, '0801'), utf16);
    await bench.loader.answer(announcementOf(damaged));
    await bench.rows(`insert into runs (kind, scope, ended, status, counts) values
      ('export', 'nightly', now() - interval '3 h', 'done', '{"published": true}'),
      ('export', 'nightly', now(), 'done', '{"published": false}')`);
    await bench.rows(`insert into pending_sync_queue (destination, entity_type, entity_id, payload, status, created_at)
      select 'airtable', 'dev_group', 'rec1', '{"fields": {"a": null}}', status, now() - age
      from (values ('pending', interval '1 h'), ('in_flight', '2 h'), ('done', '3 h')) as row (status, age)`);
    await bench.rows(`update landed_files set discovered_at = now() - interval '1 h'`);
    await reconcileAll(deps, nothingAt);

    expect(noted[0]).toEqual({
      ...{ unit: bench.unit.name, haltedFiles: 0, openAlerts: 0, pending: [], exportAgeSeconds: null },
      ...{ writeBacks: 0, oldestWriteBackSeconds: null },
    });
    expect(noted.at(-1)).toMatchObject({
      haltedFiles: 1,
      openAlerts: 1,
      pending: [{ feed: 'products', files: 1, oldestSeconds: expect.closeTo(3600, -2) }],
      exportAgeSeconds: expect.closeTo(10_800, -2),
      writeBacks: 2,
      oldestWriteBackSeconds: expect.closeTo(7200, -2),
    });
  });

  test('leaves alone what waits for a unit that is not live yet', async () => {
    const { bench, deps } = await openBench(['later/PRODUCT/x.jsonl', 'nobody/x.jsonl']);
    deps.knownUnits = [bench.unit, { ...bench.unit, name: 'later' }];
    await reconcileAll(deps, wholeAt);
    expect(await bench.rows('select key from control.unrouted_objects where gone_at is null')).toEqual([
      { key: 'nobody/x.jsonl' },
    ]);
  });

  test('notes its runs in a unit, and can neither read records nor write events there', async () => {
    const { bench, own } = await openBench();
    const ask = (statement: string) => own.pool.query(statement.replaceAll('unit.', `${bench.unit.schema}.`));
    await expect(ask('select count(*) from unit.runs')).resolves.toMatchObject({ rowCount: 1 });
    for (const statement of [
      'select from unit.records',
      'select from unit.file_processing_events',
      `insert into unit.file_processing_events (event_type) values ('x')`,
      'delete from unit.runs',
      'select from control.migrations',
    ]) {
      await expect(ask(statement)).rejects.toMatchObject({ code: '42501' });
    }
    const reader = database.open(bench.unit, 'reader');
    await expect(reader.pool.query(`delete from ${bench.unit.schema}.runs`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});

/** A unit and a reconciler over its bucket, with those keys beside every unit's prefix. */
async function openBench(strayKeys: string[] = []) {
  const made = await makeUnit(database);
  const memory = new MemoryBucket();
  const bench: UnitBench = { ...made, loader: openTestLoader(database, made.unit, { bucket: memory }) };
  const own = openReconciler();
  const strays = strayKeys.map(stray);
  const bucket: BucketListing = {
    list: (prefix) => pageOf([...memory.list(), ...strays], prefix),
    listTop: async () => ({
      folders: [
        ...new Set(strays.filter(({ key }) => key.includes('/')).map(({ key }) => `${key.split('/')[0]}/`)),
      ],
      objects: strays.filter(({ key }) => !key.includes('/')),
    }),
  };
  const noted: (UnitGauges & { unit: string })[] = [];
  const openAlerts: number[] = [];
  const gauges: Gauges = {
    note: (unit, standing) => void noted.push({ unit: unit.name, ...standing }),
    noteAlertsOfNoUnit: (open) => void openAlerts.push(open),
  };
  const deps: ReconcileAllDeps = {
    units: [bench.unit],
    knownUnits: [bench.unit],
    bucket,
    unrouted: openUnroutedNotes(own),
    gauges,
    depsOf: (unit) => ({
      unit,
      bucket,
      ledger: openLandingLedger(database.open(unit, 'reader'), 'landing'),
      ring: async () => void (await bench.loader.ring()),
      announce: async (object) => void (await bench.loader.answer(announcementOf(object))),
      runs: openRunNotes(own),
      freshness: openFreshnessNotes(own),
      gauges,
      log: silent,
    }),
  };
  const reconcile = (options: { dryRun?: true } = {}): Promise<BucketReport> =>
    answerReconcile(deps, bench.unit, { dryRun: false, ...options });
  return { bench, deps, own, strays, noted, openAlerts, reconcile };
}

function openReconciler(): Database {
  const { hostname, port, pathname } = new URL(database.url);
  const own = openDatabase({
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    user: reconcilerRole,
    password: () => Promise.resolve(''),
    schema: 'control',
    maxConnections: 2,
  });
  opened.push(own);
  return own;
}

/** As S3 lists: by key, of each the newest version first; two versions a page. */
async function* pageOf(objects: readonly ObjectVersion[], prefix: string): AsyncIterable<ObjectVersion[]> {
  const found = objects
    .filter(({ key }) => key.startsWith(prefix))
    .toReversed()
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (let at = 0; at < found.length; at += 2) yield found.slice(at, at + 2);
}

function stray(key: string): ObjectVersion {
  return { bucket: 'landing', key, versionId: `of ${key}`, etag: '', sizeBytes: 1, lastModified: null };
}
