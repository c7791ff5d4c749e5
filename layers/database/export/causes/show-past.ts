import pg from 'pg';
import analyzeFold from '../../switch-loads/analyze-fold.sql' with { type: 'text' };
import createClosings from '../../switch-loads/create-closings.sql' with { type: 'text' };
import createCountedLoads from '../../switch-loads/create-counted-loads.sql' with { type: 'text' };
import createFoldSteps from '../../switch-loads/create-fold-steps.sql' with { type: 'text' };
import planForFold from '../../switch-loads/plan-for-fold.sql' with { type: 'text' };
import type { Transaction } from '../../transaction.ts';
import listClosedRuns from '../../verify/list-closed-runs.sql' with { type: 'text' };
import dropFold from '../snapshot/drop-fold.sql' with { type: 'text' };
import { putPastLoadsFirst } from '../snapshot/shadow-past.ts';
import countIdsSince from './count-ids-since.sql' with { type: 'text' };
import createIdsSince from './create-ids-since.sql' with { type: 'text' };
import takeIdsSince from './take-ids-since.sql' with { type: 'text' };
import takeWantedIds from './take-wanted-ids.sql' with { type: 'text' };

/** Only the outcome counts: no place is a step of its own. */
const beyondAll = 2 ** 31 - 1;

/**
 * Has the names of feeds mean the records as they were when an event was the newest, until the transaction ends. Only
 * what changed since is folded; the rest is read where it is.
 * @param feeds names of the catalog, never anybody's input
 */
export async function showPast(
  transaction: Transaction,
  schema: string,
  feeds: readonly string[],
  asOf: string,
): Promise<void> {
  await transaction.query(createIdsSince, [feeds, asOf]);
  const { rows } = await transaction.query<{ feed: string }>(countIdsSince);
  await putPastLoadsFirst(
    transaction,
    rows.map(({ feed }) => feed),
    asOf,
  );
  for (const { feed } of rows) {
    await foldTouched(transaction, feed, () => transaction.query(takeIdsSince, [feed]));
    await transaction.query(`create temporary table ${pg.escapeIdentifier(`${feed}_changed`)} on commit drop as
      select t.id, f.data, f.deleted
      from touched_ids t
      left join fold_steps f on f.id = t.id and f.is_last and f.data is not null`);
    await transaction.query(`analyze ${pg.escapeIdentifier(`${feed}_changed`)}`);
    await transaction.query(dropFold);
    await transaction.query(describeView(schema, feed));
  }
}

/** Folds some records of a feed as they were when an event was the newest, into the temporary table `fold_steps`. */
export async function foldWanted(
  transaction: Transaction,
  feed: string,
  ids: readonly string[],
): Promise<void> {
  await foldTouched(transaction, feed, () => transaction.query(takeWantedIds, [ids]));
}

async function foldTouched(
  transaction: Transaction,
  feed: string,
  touch: () => Promise<unknown>,
): Promise<void> {
  const { rows } = await transaction.query<{ full_run: string }>(listClosedRuns, [feed]);
  await transaction.query(createCountedLoads, [feed, [], []]);
  await transaction.query(createClosings, [rows.map((row) => row.full_run)]);
  await touch();
  await transaction.query(analyzeFold);
  await transaction.query(planForFold);
  await transaction.query(createFoldSteps, [feed, beyondAll]);
}

/** It goes with the table that it reads, when the transaction ends. */
function describeView(schema: string, feed: string): string {
  const name = pg.escapeIdentifier(feed);
  const changed = pg.escapeIdentifier(`${feed}_changed`);
  return `create temporary view ${name} as
    select r.id, r.data, r.deleted
    from ${pg.escapeIdentifier(schema)}.${name} r
    where not exists (select from ${changed} c where c.id = r.id)
    union all
    select id, data, deleted from ${changed} where data is not null`;
}
