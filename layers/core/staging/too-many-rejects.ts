import { limits } from '#core/limits.ts';
import type { StagingTotals } from './block.ts';

/**
 * Whether so many of a file's lines are bad that the file as a whole is not to be believed: more than `rejectShare` of
 * its lines (blank ones do not count), and enough of them for a share to mean something.
 */
export function tooManyRejects(
  totals: Pick<StagingTotals, 'rejects' | 'records'>,
  rejectShare: number,
): boolean {
  if (totals.rejects < limits.rejectsTolerated) return false;
  return totals.rejects > rejectShare * (totals.records + totals.rejects);
}
