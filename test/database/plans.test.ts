import { expect, test } from 'vitest';
import createAbsenceSet from '#database/load-ledger/create-absence-set.sql' with { type: 'text' };
import planForAbsences from '#database/load-ledger/plan-for-absences.sql' with { type: 'text' };
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
