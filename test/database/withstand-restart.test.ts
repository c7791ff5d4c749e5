import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bak } from '#catalog/business-units/bak.ts';
import { databaseRole } from '#core/business-unit.ts';
import { announcementOf } from '#core/doorbell.ts';
import type { LoadLedger } from '#core/load/ports.ts';
import type { Block } from '#core/staging/block.ts';
import { openDatabase, type Database } from '#database/open-database.ts';
import { startPostgres, type PostgresServer } from '../../local/embedded-postgres.ts';
import { openTestLoader } from '../support/loader.ts';
import { migrateNewDatabase } from '../support/migrate-new-database.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { jsonl, products } from '../support/unit-bench.ts';

const content = jsonl(...products(1, 3_000, { Text: 'x'.repeat(900) }));

let dataDir: string;
let server: PostgresServer;
let url: string;
let files = 0;
const opened: Database[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'millrace-restart-'));
  await start();
  await query('create database unit', `${url}/postgres`);
  await migrateNewDatabase(`${url}/unit`);
});

afterAll(async () => {
  await Promise.all(opened.map((database) => database.pool.end()));
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const lost = ['file_received', 'file_start', 'file_start', 'file_complete'];
const kept = ['file_received', 'file_start', 'file_complete'];

test.each<[when: string, events: string[], wrap: (ledger: LoadLedger) => LoadLedger]>([
  [
    'while lines are on their way',
    lost,
    (ledger) => ({
      ...ledger,
      stage: (epoch, target, blocks, signal) =>
        ledger.stage(epoch, target, afterFirst(blocks, crash), signal),
    }),
  ],
  [
    'between staging and applying',
    lost,
    (ledger) => ({
      ...ledger,
      async apply(...given) {
        await crash();
        return ledger.apply(...given);
      },
    }),
  ],
  [
    'while the load is applied',
    lost,
    (ledger) => ({
      ...ledger,
      async apply(...given) {
        const locker = await lockRecords();
        const applying = ledger.apply(...given);
        applying.catch(() => undefined);
        await untilSomebodyWaits();
        await Promise.all([crash(), locker.ended]);
        return applying;
      },
    }),
  ],
  [
    'right after the commit',
    kept,
    (ledger) => ({
      ...ledger,
      async apply(...given) {
        const outcome = await ledger.apply(...given);
        await crash();
        return outcome;
      },
    }),
  ],
])(
  'after an immediate stop of PostgreSQL %s the next doorbell finds the file applied or applies it, once',
  async (_when, events, wrap) => {
    const doomed = openTestLoader(asTestDatabase(), bak, { wrap });
    const { bucket } = doomed;
    const key = nextKey();
    const announcement = announcementOf(bucket.put(key, content));
    await expect(doomed.answer(announcement)).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'database-unavailable',
    });

    await start();
    expect(await query('select key from pending_files')).toEqual(events === kept ? [] : [{ key }]);
    expect(await query('select key from halted_files')).toEqual([]);
    await letLeaseGrowOld();
    const survivor = openTestLoader(asTestDatabase(), bak, { bucket });
    expect(await survivor.answer(announcement, 2)).toBe('nothing-due');

    expect(await query(`select id from products where not deleted`)).toHaveLength(3_000);
    const found = await query(
      `select event_type from file_processing_events where source_file = '${key}' order by id`,
    );
    expect(found.map((event) => event['event_type'])).toEqual(events);
    expect(
      await query(
        'select distinct load_id from raw_records join loads using (load_id) where applied_event is null',
      ),
    ).toEqual([]);
    expect(
      await query(
        `select t.live_records::int as live, t.state_hash = (
         select bit_xor(('x' || encode(hash_record(id, data), 'hex'))::bit(256)) from products where not deleted) as same
       from feed_totals t where feed = 'products'`,
      ),
    ).toEqual([{ live: 3_000, same: true }]);
  },
);

test('a loader that outlived the stop goes on with new connections', async () => {
  const loader = openTestLoader(asTestDatabase(), bak);
  const dropNext = () => loader.drop(nextKey(), jsonl(...products(1, 3)));
  expect(await dropNext()).toBe('nothing-due');
  await crash();
  await expect(dropNext()).rejects.toMatchObject({ code: 'database-unavailable' });
  await start();
  expect(await dropNext()).toBe('nothing-due');
});

function nextKey(): string {
  files += 1;
  return `bak/PRODUCT/2026/03/ecommerce_${files}_2026030308000${files}_001.jsonl`;
}

/** The loader had no chance to give the unit back. */
function letLeaseGrowOld(): Promise<unknown> {
  return query(`update lease set heartbeat = heartbeat - interval '46 seconds'`);
}

async function start(): Promise<void> {
  server = await startPostgres({
    dataDir,
    // What is committed has to be there after the crash.
    fsync: true,
    firstStatements: ['create role millrace_admin login createrole createdb'],
    ...(server && { port: server.port }),
  });
  url = `postgres://millrace_admin@127.0.0.1:${server.port}`;
}

/** What `pg_ctl stop -m immediate` does: every process of the server ends at once, without a checkpoint. */
async function crash(): Promise<void> {
  const lock = await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8');
  const witness = new pg.Client(`${url}/postgres`);
  witness.on('error', () => undefined);
  await witness.connect();
  const ended = new Promise((resolve) => witness.once('end', resolve));
  process.kill(Number.parseInt(lock, 10), 'SIGQUIT');
  await ended;
  await server.stop();
}

/** A statement as the administrator, on a connection of its own. */
async function query(text: string, target = `${url}/unit`): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: target, options: `-c search_path=${bak.schema}` });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Makes whoever wants to change a record wait until the connection ends. */
async function lockRecords(): Promise<{ ended: Promise<unknown> }> {
  const client = new pg.Client(`${url}/unit`);
  client.on('error', () => undefined);
  const ended = new Promise((resolve) => client.once('end', resolve));
  await client.connect();
  await client.query(`begin; lock table ${bak.schema}.products in share mode`);
  return { ended };
}

async function untilSomebodyWaits(): Promise<void> {
  while ((await query('select from pg_locks where not granted')).length === 0);
}

function asTestDatabase(): TestDatabase {
  return {
    url: `${url}/unit`,
    administrator: new pg.Client(),
    open(unit, purpose) {
      const database = openDatabase({
        host: '127.0.0.1',
        port: server.port,
        database: 'unit',
        user: databaseRole(unit.name, purpose),
        password: () => Promise.resolve(''),
        schema: unit.schema,
        maxConnections: 6,
      });
      opened.push(database);
      return database;
    },
  };
}

async function* afterFirst(blocks: AsyncIterable<Block>, work: () => Promise<void>): AsyncGenerator<Block> {
  let isFirst = true;
  for await (const block of blocks) {
    yield block;
    if (isFirst) await work();
    isFirst = false;
  }
}
