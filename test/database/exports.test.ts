import { beforeEach, describe, expect, test } from 'vitest';
import { openTestExporter } from '../support/exporter.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, products, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();
let bench: UnitBench;
let exporter: ReturnType<typeof openTestExporter>;
const names = ['EntityId', 'Name'].map((field) => [field, field] as const);
const columns = Object.fromEntries(names);

beforeEach(async () => {
  bench = await makeUnit(database);
  exporter = openTestExporter(database, bench);
});

const drop = (name: string, ...records: unknown[]) =>
  bench.loader.drop(productKey(bench, name), jsonl(...records));
const key = (run: number, name: string) => `exports/${bench.unit.name}/${run}/${name}`;
const latest = () =>
  JSON.parse(exporter.bucket.text(`exports/${bench.unit.name}/latest.json`)) as { run: number };
const runs = () =>
  bench.rows(`select id::int, status, scope, error from runs where kind = 'export' order by id`);

describe('a run', () => {
  beforeEach(() => exporter.configure('products.csv', 'product', columns, { keys: ['EntityId'] }));

  test('writes every CSV, then its manifest, moves the pointer and delivers the set with a marker', async () => {
    await drop(
      '0801',
      product(2, { Name: 'Pump, "small"' }),
      product(1, { Name: null }),
      product(3, { Name: '' }),
    );
    const manifest = await exporter.write();

    const csv = 'EntityId,Name\n1,\n2,"Pump, ""small"""\n3,""\n';
    expect(exporter.bucket.text(key(manifest.run, 'products.csv'))).toBe(csv);
    expect(manifest).toMatchObject({
      unit: bench.unit.name,
      heldBack: null,
      files: [{ name: 'products.csv', rows: 3, sizeBytes: csv.length, rejected: 0, rejectedFile: null }],
    });
    expect(latest().run).toBe(manifest.run);
    expect(exporter.bucket.text(`delivery/${bench.unit.name}/products.csv`)).toBe(csv);
    expect(exporter.bucket.text(`delivery/${bench.unit.name}/complete.json`)).toBe(JSON.stringify(manifest));
    expect(await runs()).toMatchObject([{ status: 'done', scope: 'on demand', error: null }]);
  });

  test('says which event it is as of, and is the same bytes for the same state', async () => {
    await drop('0801', ...products(1, 50, { Name: 'Valve' }));
    const first = await exporter.write();
    const second = await exporter.write();
    expect(second.files).toEqual(first.files);
    expect(second.configuration).toBe(first.configuration);
    const [row] = await bench.rows(`select max(applied_event)::text as event from loads`);
    expect(first.asOfEvent).toBe(row?.['event']);
    await drop('0802', product(7, { Name: 'Pump' }));
    const third = await exporter.write();
    expect(third.files[0]?.sha256).not.toBe(first.files[0]?.sha256);
  });

  test('ends rows with CR LF where that is configured, and leaves line feeds in values alone', async () => {
    await bench.rows(`update csv_file_config set line_end = 'crlf'`);
    await drop('0801', product(1, { Name: 'two\nlines' }), product(2, { Name: 'a "quoted"\n\none' }));
    const { run } = await exporter.write();
    expect(exporter.bucket.text(key(run, 'products.csv'))).toBe(
      'EntityId,Name\r\n1,"two\nlines"\r\n2,"a ""quoted""\n\none"\r\n',
    );
  });

  test('refuses a configuration that does not check, with the row, and says so in an alert', async () => {
    await exporter.write();
    await bench.rows(
      `update csv_template_config set transformation = 'explode(3)' where column_name = 'Name'`,
    );
    const outcome = await exporter.run();
    expect(outcome).toMatchObject({ outcome: 'refused', problems: [{ table: 'csv_template_config' }] });
    expect(await bench.alerts()).toEqual(['failed-export configuration-refused']);
    await bench.rows(`update csv_template_config set transformation = null`);
    await exporter.write();
    expect(await bench.alerts()).toEqual([]);
  });

  test('sets rows aside that lack what is required, in a file of their own with the reason', async () => {
    await bench.rows(`update csv_template_config set required = true where column_name = 'Name'`);
    await drop('0801', product(1, { Name: 'Valve' }), product(2, { Name: '' }), product(3));
    const { run, files, heldBack } = await exporter.write();
    expect(files).toMatchObject([{ rows: 1, rejected: 2, rejectedFile: 'products.rejected.csv' }]);
    expect(exporter.bucket.text(key(run, 'products.csv'))).toBe('EntityId,Name\n1,Valve\n');
    const rejected = exporter.bucket.text(key(run, 'products.rejected.csv')).split('\n');
    expect(rejected[0]).toBe('EntityId,Name,Reason');
    expect(rejected[1]).toMatch(/^2,"",.*Name/);
    expect(rejected[2]).toMatch(/^3,,.*Name/);
    expect(heldBack).toBeNull();
  });
});

describe('what holds a run back', () => {
  beforeEach(() => exporter.configure('products.csv', 'product', columns));

  test('a halted feed is waited for; a person may publish without it', async () => {
    await drop('0801', product(1, { Name: 'Valve' }));
    await bench.loader.drop(productKey(bench, '0802'), Buffer.from('fffe7b00', 'hex'));
    expect(await exporter.run({ because: 'schedule' })).toMatchObject({
      outcome: 'late',
      tryAgain: true,
      lateFeeds: [{ feed: 'products', because: 'halted' }],
    });
    expect(await bench.alerts()).toContain('failed-export feeds-late');
    const manifest = await exporter.write({ accept: true });
    expect(manifest).toMatchObject({ heldBack: null, lateFeeds: [{ feed: 'products' }] });
    expect(await bench.alerts()).not.toContain('failed-export feeds-late');
  });

  test('a feed whose data has stopped is late as well, and a unit may publish with that fact', async () => {
    await drop('0801', product(1, { Name: 'Valve' }));
    await bench.rows(`update landed_files set discovered_at = now() - interval '3 days'`);
    expect(await exporter.run()).toMatchObject({ outcome: 'late', lateFeeds: [{ because: 'stale' }] });
    const publishing = openTestExporter(database, bench, { whenLate: 'publish' });
    expect(await publishing.write()).toMatchObject({ heldBack: null, lateFeeds: [{ because: 'stale' }] });
  });

  test('far fewer rows than the published run before hold it back, and the pointer stays', async () => {
    await bench.rows(`update feed_settings set deletion_guard = 1 where feed = 'products'`);
    await drop('0801', ...products(1, 100));
    const first = await exporter.write();
    await drop('0802', ...products(1, 60).map((record) => ({ ...record, Deleted: true })));
    const second = await exporter.write();
    expect(second).toMatchObject({ heldBack: 'checks', failedChecks: [{ code: 'rows-out-of-band' }] });
    expect(latest().run).toBe(first.run);
    expect(JSON.parse(exporter.bucket.text(`delivery/${bench.unit.name}/complete.json`))).toMatchObject({
      run: first.run,
    });
    expect(await bench.alerts()).toEqual(['failed-export checks-failed']);

    const third = await exporter.write({ accept: true });
    expect(third).toMatchObject({ heldBack: null, failedChecks: [{ code: 'rows-out-of-band' }] });
    expect(latest().run).toBe(third.run);
    expect(await bench.alerts()).toEqual([]);
  });

  test('keys that repeat and references that dangle are told with an example', async () => {
    await bench.rows(
      `update csv_file_config set key_columns = '{Name}', reference_columns = '{Name -> others.csv.Name}'`,
    );
    await exporter.configure(
      'others.csv',
      'product',
      { Name: 'Name' },
      { filter: [{ field: 'EntityId', in: ['1'] }] },
    );
    await drop(
      '0801',
      product(1, { Name: 'Valve' }),
      product(2, { Name: 'Valve' }),
      product(3, { Name: 'Pump' }),
    );
    const { failedChecks } = await exporter.write();
    expect(failedChecks.map(({ code, csv }) => `${code} ${csv}`)).toEqual([
      'keys-repeat products.csv',
      'reference-dangles products.csv',
    ]);
    expect(failedChecks[0]?.message).toContain('Valve');
    expect(failedChecks[1]?.message).toContain('Pump');
  });
});

describe('the past', () => {
  test('as of an event, with the configuration of its run, is written as it was then', async () => {
    await exporter.configure('products.csv', 'product', columns);
    await exporter.configure('items.csv', 'item', { 'Item#': 'ItemId', Name: 'Name' });
    const item = (id: string) => ({ EntityId: `9${id}`, Attributes: { ItemId: id } });
    await drop('0801', { ...product(1, { Name: 'Valve' }), Items: [item('a'), item('b')] }, product(2));
    await drop('0802', product(2, { Name: 'Pump' }));
    const then = await exporter.write();

    await drop('0803', product(1, { Name: 'Changed' }), { EntityId: 2, Deleted: true }, product(3));
    await bench.rows(`update csv_template_config set transformation = 'upper' where column_name = 'Name'`);
    await drop('0800', product(2, { Name: 'Late' }));
    const now = await exporter.write({ accept: true });
    expect(now.files).not.toEqual(then.files);

    const again = await exporter.write({ asOf: then.asOfEvent ?? '', configurationOf: then.run });
    expect(again.files).toEqual(then.files);
    expect(again).toMatchObject({ heldBack: 'past', asOfEvent: then.asOfEvent });
    expect(latest().run).toBe(now.run);
  });

  test('an event that is still to come is refused', async () => {
    await exporter.configure('products.csv', 'product', columns);
    await drop('0801', product(1));
    await expect(exporter.run({ asOf: '999999' })).rejects.toThrow(
      'The newest event that changed anything is',
    );
    expect(await runs()).toMatchObject([{ status: 'failed' }]);
  });
});

describe('turns', () => {
  beforeEach(() => exporter.configure('products.csv', 'product', columns));

  test('the schedule publishes once a night, a person as often as they ask', async () => {
    const night = await exporter.write({ because: 'schedule' });
    expect(await exporter.run({ because: 'schedule' })).toEqual({ outcome: 'not-due' });
    const asked = await exporter.write();
    expect(asked.run).toBeGreaterThan(night.run);
    await bench.rows(`update runs set started = started - interval '20 hours'`);
    expect(await exporter.run({ because: 'schedule' })).toMatchObject({ outcome: 'published' });
  });

  test('there is one run at a time; the other is told which', async () => {
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const slow = openTestExporter(database, bench, {}, (store) => ({
      ...store,
      inSnapshot: (request, work) =>
        store.inSnapshot(request, async (snapshot) => {
          reached.resolve();
          await gate.promise;
          return await work(snapshot);
        }),
    }));
    const first = slow.run();
    await reached.promise;
    const [row] = await runs();
    expect(await exporter.run()).toEqual({ outcome: 'under-way', run: row?.['id'] });
    gate.resolve();
    expect(await first).toMatchObject({ outcome: 'published' });
  });
});

/** Delivered files that are not those of the run that the marker names; without a marker nobody reads them. */
function tornFiles(): string[] {
  const { bucket } = exporter;
  const marker = bucket.objects.get(`delivery/${bench.unit.name}/complete.json`);
  if (!marker) return [];
  const { run, files } = JSON.parse(marker.toString()) as { run: number; files: { name: string }[] };
  return files
    .map(({ name }) => name)
    .filter((name) => bucket.text(`delivery/${bench.unit.name}/${name}`) !== bucket.text(key(run, name)));
}

describe('a run that loses its connection', () => {
  beforeEach(() => exporter.configure('products.csv', 'product', columns));

  test('publishes nothing: another run may have begun', async () => {
    await drop('0801', product(1));
    const before = await exporter.write();
    const losing = openTestExporter(database, bench, {}, (store) => ({
      ...store,
      inSnapshot: (request, work) =>
        store.inSnapshot(request, async (snapshot) => {
          const { rows } = await database.administrator.query<{ pid: number }>(
            `select pid from pg_stat_activity
             where application_name = 'millrace-export' and datname = current_database()`,
          );
          return await work({
            ...snapshot,
            confirm: async () => {
              for (const { pid } of rows)
                await database.administrator.query('select pg_terminate_backend($1)', [pid]);
              await snapshot.confirm();
            },
          });
        }),
    }));
    await expect(losing.run()).rejects.toThrow('The database did not answer');
    expect([...losing.bucket.objects.keys()].filter((name) => name.endsWith('.json'))).toEqual([]);
    expect(latest().run).toBe(before.run);
    expect(await bench.alerts()).toEqual(['failed-export export-failed']);
  });

  test('removes what failed runs left, and tells of one that ended without a word', async () => {
    await bench.rows(
      `insert into runs (kind, status, ended) values ('export', 'failed', now()); insert into runs (kind) values ('export')`,
    );
    const [failed, dead] = await runs();
    for (const row of [failed, dead])
      exporter.bucket.objects.set(key(Number(row?.['id']), 'products.csv'), Buffer.from('half'));
    const { run } = await exporter.write();
    const files = [...exporter.bucket.objects.keys()].filter((name) => name.endsWith('/products.csv'));
    expect(files).toEqual([key(run, 'products.csv'), `delivery/${bench.unit.name}/products.csv`]);
    expect(await bench.alerts()).toEqual([]);
  });
});

test('a unit without a CSV publishes nothing, and is told how to begin', async () => {
  await drop('0801', product(1));
  const outcome = await exporter.run();
  expect(outcome).toMatchObject({
    outcome: 'refused',
    problems: [{ code: 'nothing-configured', row: null }],
  });
  expect([...exporter.bucket.objects.keys()]).toEqual([]);
  expect(await bench.alerts()).toEqual([]);
});

test('a run that ends at any call leaves no half set, and the next one is whole', async () => {
  await exporter.configure('products.csv', 'product', columns);
  await exporter.configure('items.csv', 'item', { 'Item#': 'ItemId' });
  await drop('0801', ...products(1, 3));
  const before = await exporter.write();
  const { bucket } = exporter;
  bucket.calls = 0;
  await exporter.write();
  const calls = bucket.calls;
  expect(calls).toBeGreaterThan(8);

  for (let call = 1; call <= calls; call += 1) {
    bucket.calls = 0;
    bucket.goneFrom = call;
    await expect(exporter.run(), `gone from call ${call}`).rejects.toThrow('The process is gone.');
    bucket.goneFrom = Number.POSITIVE_INFINITY;
    const pointed = latest().run;
    expect(bucket.objects.has(key(pointed, 'manifest.json')), `the pointer after call ${call}`).toBe(true);
    expect(tornFiles(), `delivered with call ${call}`).toEqual([]);
    // As if the process had been killed: nobody said that the run failed.
    await bench.rows(
      `update runs set ended = null, status = 'running', error = null where id = (select max(id) from runs)`,
    );
    const { files } = await exporter.write();
    expect(files).toEqual(before.files);
    const folders = new Set(
      [...bucket.objects.keys()].flatMap((name) => /^exports\/\w+\/(\d+)\//.exec(name)?.[1] ?? []),
    );
    for (const folder of folders) expect(bucket.objects.has(key(Number(folder), 'manifest.json'))).toBe(true);
  }
});
