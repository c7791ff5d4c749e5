import pg from 'pg';
import type { Rollup } from '#catalog/rollups.ts';
import dropChanging from '../rollups/drop-changing.sql' with { type: 'text' };
import { hashRollup } from '../rollups/hash-rollup.ts';
import readDefinition from '../rollups/read-definition.sql' with { type: 'text' };
import grantOnRollup from './grant-on-rollup.sql' with { type: 'text' };
import lockRecords from './lock-records.sql' with { type: 'text' };
import noteRollup from './note-rollup.sql' with { type: 'text' };

/**
 * Makes the tables of sums that a unit's feeds bring, or makes them anew where they are defined otherwise now, and fills
 * them from the records; no loader writes meanwhile.
 */
export async function createRollups(administrator: pg.Client, rollups: readonly Rollup[]): Promise<void> {
  for (const rollup of rollups) {
    const { rows } = await administrator.query<{ definition: string }>(readDefinition, [rollup.table]);
    if (rows[0]?.definition !== hashRollup(rollup)) await createRollup(administrator, rollup);
  }
}

async function createRollup(administrator: pg.Client, rollup: Rollup): Promise<void> {
  const table = pg.escapeIdentifier(rollup.table);
  await administrator.query(lockRecords);
  await administrator.query(`drop table if exists ${table}`);
  await administrator.query(rollup.create);
  await administrator.query(
    `create temporary view changing as select id, false as was_live, true as is_live, data from records
     where feed = ${pg.escapeLiteral(rollup.feed)} and not deleted`,
  );
  await administrator.query(rollup.carry);
  await administrator.query(dropChanging);
  await administrator.query(grantOnRollup, [rollup.table]);
  await administrator.query(noteRollup, [rollup.table, hashRollup(rollup)]);
}
