import { beforeAll, expect, test } from 'vitest';
import { findBreaches, invariants, rememberEvents, type Invariant } from '../support/faults/invariants.ts';
import { MemoryBucket } from '../support/memory-bucket.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, tombstone, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();
let bench: UnitBench;
let bucket: MemoryBucket;
let events: Invariant;

beforeAll(async () => {
  bench = await makeUnit(database);
  bucket = bench.loader.bucket as MemoryBucket;
  const drop = (name: string, content: string) => bench.loader.drop(productKey(bench, name), content);
  await drop('0801', jsonl(product(1), product(2)));
  await drop('0802', jsonl(product(1, { Size: 2 }), tombstone(2)) + '\nno json\n');
  events = await rememberEvents(bench);
});

const breach = () => findBreaches({ ...bench, bucket }, [...invariants, events]);
const broken = async (): Promise<unknown[]> => [...new Set((await breach()).map((row) => row['broken']))];

test('every invariant holds of a unit to which nothing bad happened', async () => {
  expect(await breach()).toEqual([]);
});

/** A load of a file as it would be in force, begun now. */
const loadNow = (file: string) => `
  insert into loads (landed_file, feed, order_key, epoch)
  select landed_file, feed, order_key, 1 from landed_files where ${file};
  insert into file_processing_events (event_type, load_id, landed_file, metadata, records_processed, records_rejected)
  select type, load_id, landed_file, '{"blank_lines": 0}', 0, 0
  from (select * from loads order by load_id desc limit 1) l, unnest(array['file_start', 'file_complete']) as type;
  update loads set applied_event = (select max(id) from file_processing_events)
  where load_id = (select max(load_id) from loads)`;
const fileLike = (order: string) => `
  insert into landed_files (bucket, key, version_id, etag, size_bytes, feed, shape, kind, order_key, version_rank)
  select bucket, key || ${order}, gen_random_uuid()::text, '', 0, feed, shape, kind, order_key || ${order}, 1
  from landed_files where landed_file = 1`;

test.each<[damage: string, statements: string, says: string[]]>([
  [
    'a second version in force at the place of another',
    `${fileLike(`''`)}; ${loadNow(`version_rank = 1`)}`,
    ['at most one load is in force per file version, and per place in the order'],
  ],
  [
    'a record that no line explains',
    `update records set data = data || '{"Size": 3}' where id = '1'`,
    ['the state is the fold of the loads in force'],
  ],
  [
    'a record whose origin is another',
    `update records set line = 7 where id = '1'`,
    ['the state is the fold of the loads in force'],
  ],
  [
    'a total that does not add up',
    `update feed_totals set live_records = live_records + 1`,
    ['the state is the fold of the loads in force'],
  ],
  [
    'a file that came into force before one that waits',
    `${fileLike(`''`)}; update landed_files set key = 'test1/0', order_key = '0' where version_rank = 1;
     insert into file_processing_events (event_type, landed_file) select 'file_received', max(landed_file) from landed_files;
     ${fileLike(`'z'`)}; ${loadNow(`order_key like '%z'`)}`,
    ['no later file of a feed came into force while an earlier one was known and unresolved'],
  ],
  [
    'a second end of one start',
    `insert into file_processing_events (event_type, load_id) values ('file_error', 1)`,
    ['every start has at most one end, and every end its start'],
  ],
  [
    'a line that was never staged',
    `delete from raw_records where load_id = 2 and id = '2'; delete from records where id = '2'`,
    [
      'good, rejected and blank lines are the lines of the file',
      'the state is the fold of the loads in force',
    ],
  ],
  [
    'lines of a load that came to nothing',
    `insert into loads (landed_file, feed, order_key, epoch) select 1, feed, order_key, 1 from loads limit 1;
     insert into raw_records select max(load_id), 1, 'products', '5', 'patch', '{}' from loads`,
    ['no lock, no connection in the middle of something, no staged line is left'],
  ],
  [
    'a role of another unit that may look in',
    `grant usage on schema inriver_test1 to millrace_bak_reader; grant select on records to millrace_bak_reader`,
    ['nothing of one unit is visible to another'],
  ],
  [
    'a unit that nobody gave back',
    `update lease set heartbeat = clock_timestamp()`,
    ['everything drains: the unit is free, and nothing is due'],
  ],
  [
    'an event that was rewritten',
    `alter table file_processing_events disable trigger user; update file_processing_events set error_message = '' where id = 1`,
    ['events are never rewritten or removed'],
  ],
])('%s is found', async (_damage, statements, says) => {
  await bench.rows(`begin; ${statements}`);
  try {
    expect(await broken()).toEqual(expect.arrayContaining(says));
  } finally {
    await bench.rows('rollback');
  }
});

test('an object that the ledger does not know is found', async () => {
  bucket = bucket.copy();
  bucket.put(productKey(bench, '0803'), jsonl(product(3)));
  expect(await broken()).toEqual(['what is in the bucket is in the ledger']);
});

test('a connection in the middle of a transaction is found', async () => {
  const stranger = await database.open(bench.unit, 'loader').pool.connect();
  await stranger.query(`begin; select from ${bench.unit.schema}.records`);
  try {
    expect(await broken()).toContain(
      'no lock, no connection in the middle of something, no staged line is left',
    );
  } finally {
    await stranger.query('rollback');
    stranger.release();
  }
});
