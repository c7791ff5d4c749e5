import { expect, test } from 'vitest';
import createAbsenceSet from '#database/load-ledger/create-absence-set.sql' with { type: 'text' };
import createChangeSet from '#database/load-ledger/create-change-set.sql' with { type: 'text' };
import planForAbsences from '#database/load-ledger/plan-for-absences.sql' with { type: 'text' };
import insertManyRecords from '#database/load-ledger/insert-many-records.sql' with { type: 'text' };
import planForLines from '#database/load-ledger/plan-for-lines.sql' with { type: 'text' };
import planForManyRows from '#database/load-ledger/plan-for-many-rows.sql' with { type: 'text' };
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();

test('closing a full run hashes what the run has, also behind a large load in the same transaction', async () => {
  const { administrator } = database;
  await administrator.query('begin; set local search_path to inriver_bak, pg_temp');
  try {
    await administrator.query(planForManyRows);
    await administrator.query(planForAbsences);
    const statement = createAbsenceSet.replaceAll('$1', `'products'`).replaceAll('$2', `'run'`);
    const { rows } = await administrator.query<{ 'QUERY PLAN': string }>(`explain ${statement}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Hash');
    expect(plan).not.toContain('Nested Loop Anti Join');
  } finally {
    await administrator.query('rollback');
  }
});

test('many new records are inserted beside their lines, in one pass, and what follows is planned as before', async () => {
  const { administrator } = database;
  const settings = ['nestloop', 'seqscan', 'hashjoin', 'mergejoin'].map((name) => `enable_${name}`);
  const read = `select name, setting from pg_settings where name = any($1) order by name`;
  await administrator.query('begin; set local search_path to inriver_bak, pg_temp');
  try {
    await administrator.query(planForManyRows);
    const before = await administrator.query(read, [settings]);
    const changes = createChangeSet
      .replaceAll('$1', '1')
      .replaceAll('$2', `'products'`)
      .replaceAll('$3', `'{}'`);
    await administrator.query(changes);
    await administrator.query(planForLines);
    const statement = insertManyRecords
      .replaceAll('$1', `'products'`)
      .replaceAll('$2', `'file'`)
      .replaceAll('$3', '1');
    const { rows } = await administrator.query<{ 'QUERY PLAN': string }>(`explain ${statement}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Merge Join');
    expect(plan).toMatch(/Index Scan using raw_records_\w*pkey/);
    await administrator.query(planForManyRows);
    expect((await administrator.query(read, [settings])).rows).toEqual(before.rows);
  } finally {
    await administrator.query('rollback');
  }
});
