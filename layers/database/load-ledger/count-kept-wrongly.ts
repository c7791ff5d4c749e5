import type { LandedFile, StagedLoad } from '#core/load/ports.ts';
import type { Transaction } from '../transaction.ts';
import countRejectedRecords from './count-rejected-records.sql' with { type: 'text' };
import type { FeedTotals } from './update-feed-totals.ts';

/**
 * How many records a full file without parts lacks, once its lines are applied: those that its closing deletes.
 * @param live records that its good lines name and that live
 * @returns undefined while rejected lines hide which records they were: then nothing of that is deleted
 */
export async function countKeptWrongly(
  transaction: Transaction,
  file: LandedFile,
  { loadId, totals: { rejects } }: StagedLoad,
  live: number,
  { live_records: liveRecords }: FeedTotals,
): Promise<number | undefined> {
  if (rejects === 0) return liveRecords - live;
  const { rows } = await transaction.query<Rejected>(countRejectedRecords, [loadId, file.feed]);
  const rejected = rows[0] as Rejected;
  if (rejected.unreadable > 0 && !file.deletesAccepted) return undefined;
  return liveRecords - live - rejected.live;
}

type Rejected = { unreadable: number; live: number };
