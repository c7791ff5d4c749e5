import analyzeFold from '../switch-loads/analyze-fold.sql' with { type: 'text' };
import createClosings from '../switch-loads/create-closings.sql' with { type: 'text' };
import createCountedLoads from '../switch-loads/create-counted-loads.sql' with { type: 'text' };
import createFoldSteps from '../switch-loads/create-fold-steps.sql' with { type: 'text' };
import planForFold from '../switch-loads/plan-for-fold.sql' with { type: 'text' };
import type { Transaction } from '../transaction.ts';
import createEveryId from './create-every-id.sql' with { type: 'text' };
import listClosedRuns from './list-closed-runs.sql' with { type: 'text' };

/** Only the outcome counts: no place is a step of its own. */
const beyondAll = 2 ** 31 - 1;

/** Folds a feed from its history into the temporary tables `counted_loads` and `fold_steps`. */
export async function foldFromNothing(transaction: Transaction, feed: string): Promise<void> {
  const { rows } = await transaction.query<{ full_run: string }>(listClosedRuns, [feed]);
  await transaction.query(createCountedLoads, [feed, [], []]);
  await transaction.query(createClosings, [rows.map((row) => row.full_run)]);
  await transaction.query(createEveryId, [feed]);
  await transaction.query(analyzeFold);
  await transaction.query(planForFold);
  await transaction.query(createFoldSteps, [feed, beyondAll]);
}
