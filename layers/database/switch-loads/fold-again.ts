import type { Transaction } from '../transaction.ts';
import analyzeFold from './analyze-fold.sql' with { type: 'text' };
import createClosings from './create-closings.sql' with { type: 'text' };
import createFoldSteps from './create-fold-steps.sql' with { type: 'text' };
import createStateChanges from './create-state-changes.sql' with { type: 'text' };
import createTouchedIds from './create-touched-ids.sql' with { type: 'text' };
import findFirstPlaceSql from './find-first-place.sql' with { type: 'text' };
import planForFold from './plan-for-fold.sql' with { type: 'text' };

/** What is to be folded again. `steps`: a state after each place from the first load that enters on, not only the last. */
export type Fold = { feed: string; retire: readonly number[]; enter: readonly number[]; steps: boolean };

/** Beyond every place: all that counts is one step, the outcome. */
const noPlace = 2 ** 31 - 1;

/**
 * Folds the history of every record that the loads which come or go speak of again, into the temporary tables
 * `fold_steps` and `state_changes`. Wants `counted_loads`.
 * @param closed the full runs that reset the feed
 * @param everyRecord one of them comes, goes or changes: then any record may be absent from it, or no longer
 */
export async function foldAgain(
  transaction: Transaction,
  { feed, retire, enter, steps }: Fold,
  closed: readonly string[],
  everyRecord: boolean,
): Promise<void> {
  await transaction.query(createClosings, [closed]);
  await transaction.query(createTouchedIds, [feed, retire, enter, everyRecord]);
  await transaction.query(analyzeFold);
  await transaction.query(planForFold);
  const firstStep = steps ? await findFirstPlace(transaction) : noPlace;
  await transaction.query(createFoldSteps, [feed, firstStep]);
  await transaction.query(createStateChanges, [feed]);
}

async function findFirstPlace(transaction: Transaction): Promise<number> {
  const { rows } = await transaction.query<{ place: number | null }>(findFirstPlaceSql);
  return rows[0]?.place ?? noPlace;
}
