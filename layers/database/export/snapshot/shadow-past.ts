import pg from 'pg';
import type { Decorator } from '#core/export/configuration.ts';
import putPlanFirst from '../../plan/put-plan-first.sql' with { type: 'text' };
import type { Transaction } from '../../transaction.ts';
import { foldFromNothing } from '../../verify/fold-from-nothing.ts';
import createPastDecorators from './create-past-decorators.sql' with { type: 'text' };
import addPastLoads from './add-past-loads.sql' with { type: 'text' };
import createPastLoads from './create-past-loads.sql' with { type: 'text' };
import createRunWords from '../../records/create-run-words.sql' with { type: 'text' };
import dropRunWords from '../../records/drop-run-words.sql' with { type: 'text' };
import renamePastLoads from './rename-past-loads.sql' with { type: 'text' };
import dropFold from './drop-fold.sql' with { type: 'text' };
import indexPastDecorators from './index-past-decorators.sql' with { type: 'text' };

/** Lets temporary tables stand for the unit's, until the transaction ends. Once is enough. */
export async function putPastFirst(transaction: Transaction): Promise<void> {
  await transaction.query(putPlanFirst);
}

/** The same, and the ledger's loads are those that were in force when an event was the newest, as they were then. */
export async function putPastLoadsFirst(
  transaction: Transaction,
  feeds: readonly string[],
  asOf: string,
): Promise<void> {
  await transaction.query(createPastLoads);
  for (const feed of feeds) {
    await transaction.query(createRunWords, [feed]);
    await transaction.query(addPastLoads, [feed, asOf]);
    await transaction.query(dropRunWords);
  }
  await putPastFirst(transaction);
  await transaction.query(renamePastLoads);
}

/**
 * Has the names of the feeds mean the records as the past loads tell them, until the transaction ends.
 * @param feeds names of the catalog, never anybody's input
 */
export async function shadowRecords(transaction: Transaction, feeds: readonly string[]): Promise<void> {
  for (const feed of feeds) {
    await foldFromNothing(transaction, feed);
    const table = pg.escapeIdentifier(feed);
    await transaction.query(
      `create temporary table ${table} on commit drop as
         select id, data, deleted from fold_steps where is_last and data is not null`,
    );
    await transaction.query(`alter table ${table} add primary key (id)`);
    await transaction.query(`analyze ${table}`);
    await transaction.query(dropFold);
  }
}

/** Has `decorator_data` mean the decorators of a configuration that was kept, until the transaction ends. */
export async function shadowDecorators(
  transaction: Transaction,
  decorators: readonly Decorator[],
): Promise<void> {
  await transaction.query(createPastDecorators, [JSON.stringify(decorators)]);
  await transaction.query(indexPastDecorators);
}
