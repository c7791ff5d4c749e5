import { describe, expect, test } from 'vitest';
import { bak } from '#catalog/business-units/bak.ts';
import { cefl } from '#catalog/business-units/cefl.ts';
import type { BusinessUnit, RolePurpose } from '#core/business-unit.ts';
import { jsonl, makeUnit, product, productKey } from '../support/unit-bench.ts';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();

const purposes: readonly RolePurpose[] = ['loader', 'exporter', 'api', 'reader', 'operator', 'drainer'];
/** A drain knows the queue, and nothing of what there is. */
const everyone = purposes.filter((purpose) => purpose !== 'drainer');
const nobody: readonly RolePurpose[] = [];
const pools = new Map(
  [bak, cefl].flatMap((unit) =>
    purposes.map((purpose) => [roleOf(unit, purpose), database.open(unit, purpose).pool]),
  ),
);

/** Where nothing can be edited it fails for another reason than who asks. */
const editing = `do $$ begin perform inriver_bak.edit_record('x', '1', '{}', null, 'x');
  exception when undefined_table or no_data_found then null; end $$`;

const rules: [may: string, statement: string, who: readonly RolePurpose[]][] = [
  ['read the state', 'select * from inriver_bak.records', everyone],
  ['read the table of a feed', 'select * from inriver_bak.products', everyone],
  ['read the items', 'select * from inriver_bak.items', everyone],
  ['read the event log', 'select * from inriver_bak.file_processing_events', purposes],
  [
    'write events',
    `insert into inriver_bak.file_processing_events (event_type) values ('x')`,
    ['loader', 'operator', 'drainer'],
  ],
  ['mark for replay', 'update inriver_bak.file_processing_events set replay_date = now()', ['operator']],
  [
    'change another column of an event',
    `update inriver_bak.file_processing_events set event_type = 'x'`,
    nobody,
  ],
  ['delete events', 'delete from inriver_bak.file_processing_events', nobody],
  ['empty the event log', 'truncate inriver_bak.file_processing_events', nobody],
  [
    'read the lines as they were delivered',
    'select * from inriver_bak.raw_records',
    everyone.filter((one) => one !== 'api'),
  ],
  [
    'stage lines',
    `insert into inriver_bak.raw_records values (1, 1, 'products', '1', 'patch', '{}')`,
    ['loader'],
  ],
  ['change staged lines', `update inriver_bak.raw_records set data = '{}'`, nobody],
  ['delete staged lines', 'delete from inriver_bak.raw_records', nobody],
  ['discard a load', 'select inriver_bak.discard_load(0)', ['loader']],
  ['make a partition of the history', 'select inriver_bak.ensure_raw_partition(0)', ['loader']],
  ['write the state', `update inriver_bak.records set data = '{}'`, ['loader']],
  ['write a feed past the state', `update inriver_bak.products set data = '{}'`, nobody],
  ['delete records', 'delete from inriver_bak.records', ['loader']],
  ['take the lease', 'update inriver_bak.lease set epoch = epoch', ['loader']],
  ['delete loads', 'delete from inriver_bak.loads', nobody],
  [
    'configure an export',
    `insert into inriver_bak.field_mapping (inriver_entity, inriver_field, heiler_csv, heiler_column)
     values ('Product', 'ProductId', 'items.csv', 'Item#')`,
    ['operator'],
  ],
  ['change settings', `update inriver_bak.feed_settings set late = 'halt'`, ['operator']],
  [
    'accept deletes',
    'update inriver_bak.landed_files set deletes_accepted_at = now()',
    ['loader', 'operator'],
  ],
  ['move a file in the order', `update inriver_bak.landed_files set order_key = ''`, ['loader']],
  [
    'resolve an alert',
    'update inriver_bak.alerts set resolved_at = now()',
    ['loader', 'exporter', 'operator', 'drainer'],
  ],
  ['alter a table', 'alter table inriver_bak.records add column x int', nobody],
  ['drop a table', 'drop table inriver_bak.runs', nobody],
  ['make a table', 'create table inriver_bak.mine ()', nobody],
  ['switch the guard off', 'alter table inriver_bak.file_processing_events disable trigger all', nobody],
  ['note a run', `insert into inriver_bak.runs (kind) values ('export')`, ['exporter', 'drainer']],
  ['end a run', `update inriver_bak.runs set ended = now(), status = 'done'`, ['exporter', 'drainer']],
  ['say when a run began', 'update inriver_bak.runs set started = now()', nobody],
  ['delete runs', 'delete from inriver_bak.runs', nobody],
  ['change what a run wrote', 'update inriver_bak.export_files set rows = 0', nobody],
  [
    'keep a configuration of exports',
    `insert into inriver_bak.export_configurations (hash, content) values (repeat('0', 64), '{}')`,
    ['exporter'],
  ],
  ['change a kept configuration', `update inriver_bak.export_configurations set content = '{}'`, nobody],
  ['read the decorators', 'select * from inriver_bak.decorator_data', everyone],
  ['remove all decorators', 'delete from inriver_bak.decorator_data', ['operator']],
  ['empty a table of the configuration', 'truncate inriver_bak.decorator_data', nobody],
  ['see edits', 'select * from inriver_bak.edits_laid_over', everyone],
  [
    'edit by hand',
    `insert into inriver_bak.local_edits (feed, entity_id, field, value, value_seen, edit_event, edited_by)
     values ('x', '1', 'x', '1', '1', 1, 'x')`,
    nobody,
  ],
  [
    'add a write-back by hand',
    `insert into inriver_bak.pending_sync_queue (destination, entity_type, entity_id, payload)
     values ('x', 'x', '1', '{}')`,
    nobody,
  ],
  ['read write-backs', 'select * from inriver_bak.pending_sync_queue', purposes],
  [
    'say what became of a write-back',
    `update inriver_bak.pending_sync_queue set status = 'done'`,
    ['drainer'],
  ],
  ['say when a write-back was done', 'update inriver_bak.pending_sync_queue set done_at = now()', nobody],
  ['change what a write-back says', `update inriver_bak.pending_sync_queue set payload = '{}'`, nobody],
  ['delete write-backs', 'delete from inriver_bak.pending_sync_queue', nobody],
  ['take the lease of a destination', `update inriver_bak.drain_leases set epoch = epoch`, ['drainer']],
  ['say that edits changed', 'update inriver_bak.edit_version set only_row = true', nobody],
  ['send a write-back again', `select inriver_bak.retry_write_back(0, 'x')`, ['api']],
  ['edit through the function', editing, ['api']],
  ['read the ledger of migrations', 'select * from control.migrations', nobody],
];

describe('the roles of a unit', () => {
  test.each(rules)('who may %s', async (_may, statement, who) => {
    const able = [];
    for (const purpose of purposes) if (await isAllowed(bak, purpose, statement)) able.push(purpose);
    expect(able).toEqual(who);
  });

  test.each(everyone)('%s of one unit sees nothing of another', async (purpose) => {
    for (const [, statement] of rules.filter(([, text]) => text.includes('inriver_bak'))) {
      expect([statement, await isAllowed(cefl, purpose, statement)]).toEqual([statement, false]);
    }
  });
});

test('operators see the alerts of no unit, and nobody else of a unit does', async () => {
  const able = [];
  for (const purpose of purposes) {
    if (await isAllowed(bak, purpose, 'select * from control.alerts')) able.push(purpose);
    expect(await isAllowed(bak, purpose, 'select * from control.unrouted_objects')).toBe(false);
    expect(await isAllowed(bak, purpose, `update control.alerts set resolved_at = now()`)).toBe(false);
  }
  expect(able).toEqual(['operator']);
});

describe('the event log', () => {
  test('keeps the first replay_date, and setting it again is no error', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
    const { pool } = database.open(bench.unit, 'operator');
    const mark = `update ${bench.unit.schema}.file_processing_events set replay_date = $1 where id >= 2`;
    expect((await pool.query(mark, ['2026-03-03T09:00:00Z'])).rowCount).toBe(2);
    expect((await pool.query(mark, ['2026-03-03T10:00:00Z'])).rowCount).toBe(2);
    expect((await pool.query(mark, [null])).rowCount).toBe(2);
    expect(await bench.rows('select id::int, replay_date from file_processing_events order by id')).toEqual([
      { id: 1, replay_date: null },
      { id: 2, replay_date: new Date('2026-03-03T09:00:00Z') },
      { id: 3, replay_date: new Date('2026-03-03T09:00:00Z') },
    ]);
  });

  test.each([
    ['changed', `update file_processing_events set event_type = 'x'`],
    ['deleted from', 'delete from file_processing_events'],
    ['emptied', 'truncate file_processing_events cascade'],
  ])('cannot be %s even by its owner', async (_how, statement) => {
    const bench = await makeUnit(database);
    await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
    await expect(bench.rows(statement)).rejects.toMatchObject({ code: '42501' });
    expect(await bench.events()).toHaveLength(3);
  });
});

test('a load that was applied cannot be discarded', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
  const { pool } = database.open(bench.unit, 'loader');
  await expect(pool.query(`select ${bench.unit.schema}.discard_load(1)`)).rejects.toThrow(
    'it is history and stays',
  );
  expect(await bench.rows('select id from raw_records')).toEqual([{ id: '1' }]);
});

test('a change of settings is an event that says who, what it was and what it is', async () => {
  const bench = await makeUnit(database);
  const { pool } = database.open(bench.unit, 'operator');
  await pool.query(`update ${bench.unit.schema}.feed_settings set late = 'halt' where feed = 'products'`);
  const { metadata } = await bench.lastEvent('settings_changed');
  expect(metadata).toMatchObject({
    by: `millrace_${bench.unit.name}_operator`,
    before: { late: 'fold' },
    after: { late: 'halt' },
  });
});

function roleOf(unit: BusinessUnit, purpose: RolePurpose): string {
  return `${unit.name} ${purpose}`;
}

/** Whether the role may; what it did is taken back. Any other failure than a refusal is thrown. */
async function isAllowed(unit: BusinessUnit, purpose: RolePurpose, statement: string): Promise<boolean> {
  const client = await pools.get(roleOf(unit, purpose))!.connect();
  try {
    // The role of the API would not write by itself; what counts is whether it could.
    await client.query('begin read write');
    await client.query(statement);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return false;
    throw error;
  } finally {
    await client.query('rollback');
    client.release();
  }
}
