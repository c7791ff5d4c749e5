import type { BusinessUnit } from '#core/business-unit.ts';
import { NotFound } from '#core/errors.ts';
import { describeDifference } from '#core/operate/describe-difference.ts';
import type { VerifyResponse } from '#core/operate/responses.ts';
import type { Database } from '../open-database.ts';
import { operateLabel } from '../operate/operate-label.ts';
import { hexOfBits } from '../state-hash.ts';
import analyzeFold from '../switch-loads/analyze-fold.sql' with { type: 'text' };
import createClosings from '../switch-loads/create-closings.sql' with { type: 'text' };
import createCountedLoads from '../switch-loads/create-counted-loads.sql' with { type: 'text' };
import createFoldSteps from '../switch-loads/create-fold-steps.sql' with { type: 'text' };
import planForFold from '../switch-loads/plan-for-fold.sql' with { type: 'text' };
import { inTransaction, type Transaction } from '../transaction.ts';
import beginSnapshot from './begin-snapshot.sql' with { type: 'text' };
import compareFeed from './compare-feed.sql' with { type: 'text' };
import createEveryId from './create-every-id.sql' with { type: 'text' };
import listClosedRuns from './list-closed-runs.sql' with { type: 'text' };

type ComparedRow = {
  loads: number;
  records: number;
  different: number;
  kept_live: number;
  kept_hash: string;
  folded_live: number;
  folded_hash: string;
  differences: Parameters<typeof describeDifference>[0][];
};

/** Differences that are shown. */
const shown = 20;
/** Only the outcome counts: no place is a step of its own. */
const beyondAll = 2 ** 31 - 1;

/**
 * Folds a feed from its history, from nothing, and compares that with what is kept. It reads one moment of the database,
 * so a loader at work does not disturb it, nor it a loader.
 * @throws NotFound `unknown-feed-name`
 */
export function verifyFeed(database: Database, unit: BusinessUnit, feed: string): Promise<VerifyResponse> {
  refuseUnknown(unit, feed);
  return inTransaction(database, operateLabel, async (transaction) => {
    const startedMs = performance.now();
    await transaction.query(beginSnapshot);
    await foldFromNothing(transaction, feed);
    const { rows } = await transaction.query<ComparedRow>(compareFeed, [feed, shown]);
    const row = rows[0] as ComparedRow;
    return {
      feed,
      loads: row.loads,
      records: row.records,
      different: row.different,
      differences: row.differences.map(describeDifference),
      kept: { live: row.kept_live, stateHash: hexOfBits(row.kept_hash) },
      folded: { live: row.folded_live, stateHash: hexOfBits(row.folded_hash) },
      seconds: (performance.now() - startedMs) / 1000,
    };
  });
}

/** Into the temporary tables `counted_loads` and `fold_steps`. */
async function foldFromNothing(transaction: Transaction, feed: string): Promise<void> {
  const { rows } = await transaction.query<{ full_run: string }>(listClosedRuns, [feed]);
  await transaction.query(createCountedLoads, [feed, [], []]);
  await transaction.query(createClosings, [rows.map((row) => row.full_run)]);
  await transaction.query(createEveryId, [feed]);
  await transaction.query(analyzeFold);
  await transaction.query(planForFold);
  await transaction.query(createFoldSteps, [feed, beyondAll]);
}

function refuseUnknown(unit: BusinessUnit, feed: string): void {
  const names = unit.feeds.map(({ name }) => name);
  if (names.includes(feed)) return;
  throw new NotFound(
    'unknown-feed-name',
    `${unit.name} has no feed "${feed}". There are: ${names.join(', ')}.`,
  );
}
