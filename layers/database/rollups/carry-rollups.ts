import { rollups } from '#catalog/rollups.ts';
import { Unavailable } from '#core/errors.ts';
import type { Transaction } from '../transaction.ts';
import dropChanging from './drop-changing.sql' with { type: 'text' };
import { hashRollup } from './hash-rollup.ts';
import keepRecords from './keep-records.sql' with { type: 'text' };
import readDefinition from './read-definition.sql' with { type: 'text' };

/**
 * Carries the sums of a feed on, before its records are written. Feeds without sums pay nothing.
 * @param viewChanges makes the temporary view `changing` of what the transaction is about to write
 * @throws Unavailable `rollup-redefined` while the code that loads and the database mean different sums
 */
export async function carryRollups(
  transaction: Transaction,
  feed: string,
  viewChanges: string,
): Promise<void> {
  const kept = rollups.filter((rollup) => rollup.feed === feed);
  if (kept.length === 0) return;
  await transaction.query(keepRecords);
  await transaction.query(viewChanges);
  for (const rollup of kept) {
    const { rows } = await transaction.query<{ definition: string }>(readDefinition, [rollup.table]);
    if (rows[0]?.definition !== hashRollup(rollup)) {
      throw new Unavailable(
        'rollup-redefined',
        `${rollup.table} is kept by another version of Millrace. The file is tried again until the deployment is complete.`,
        { feed, table: rollup.table },
      );
    }
    await transaction.query(rollup.carry);
  }
  await transaction.query(dropChanging);
}
