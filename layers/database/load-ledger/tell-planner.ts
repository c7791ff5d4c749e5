import type { Transaction } from '../transaction.ts';
import gatherLoadStatistics from './gather-load-statistics.sql' with { type: 'text' };

/** From here on it pays to tell the planner how many lines there are, and to share the work among processes. */
export const manyRows = 5_000;

/** Tells the planner how much of the history is of a load just staged, when that is much. */
export async function tellPlanner(transaction: Transaction, loadId: number, lines: number): Promise<void> {
  if (lines >= manyRows) await transaction.query(gatherLoadStatistics, [loadId]);
}
