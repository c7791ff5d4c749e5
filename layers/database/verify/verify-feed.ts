import type { BusinessUnit } from '#core/business-unit.ts';
import { NotFound } from '#core/errors.ts';
import { describeDifference } from '#core/operate/describe-difference.ts';
import type { VerifyResponse } from '#core/operate/responses.ts';
import type { Database } from '../open-database.ts';
import { operateLabel } from '../operate/operate-label.ts';
import { hexOfBits } from '../state-hash.ts';
import { inTransaction } from '../transaction.ts';
import beginSnapshot from './begin-snapshot.sql' with { type: 'text' };
import compareFeed from './compare-feed.sql' with { type: 'text' };
import { foldFromNothing } from './fold-from-nothing.ts';

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

function refuseUnknown(unit: BusinessUnit, feed: string): void {
  const names = unit.feeds.map(({ name }) => name);
  if (names.includes(feed)) return;
  throw new NotFound(
    'unknown-feed-name',
    `${unit.name} has no feed "${feed}". There are: ${names.join(', ')}.`,
  );
}
