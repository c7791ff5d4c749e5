import { hexOfBits } from '../state-hash.ts';
import type { Transaction } from '../transaction.ts';
import updateTotals from './update-totals.sql' with { type: 'text' };

/** Live records of a feed and the exclusive-or of their hashes in hex, under the names that events give them. */
export type FeedTotals = { live_records: number; state_hash: string };

/** Carries the totals of a feed on by what a transaction changes. */
export async function updateFeedTotals(
  transaction: Transaction,
  feed: string,
  liveChange: number,
  hashChange: string,
): Promise<FeedTotals> {
  const { rows } = await transaction.query<FeedTotals>(updateTotals, [feed, liveChange, hashChange]);
  const row = rows[0] as FeedTotals;
  return { live_records: row.live_records, state_hash: hexOfBits(row.state_hash) };
}
