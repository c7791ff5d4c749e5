import { InvalidInput } from '../errors.ts';
import { limits } from '../limits.ts';
import type { StagingTotals } from '../staging/block.ts';
import { tooManyRejects } from '../staging/too-many-rejects.ts';

/**
 * Refuses a file of which too much is bad.
 * @throws InvalidInput `too-many-rejects`, with the totals
 */
export function refuseBadFile(totals: StagingTotals, rejectShare: number): void {
  if (!tooManyRejects(totals, rejectShare)) return;
  const lines = totals.records + totals.rejects;
  throw new InvalidInput(
    'too-many-rejects',
    `${totals.rejects} of its ${lines} lines (${Math.round((100 * totals.rejects) / lines)} %) are bad, more than ` +
      `the ${Math.round(rejectShare * 100)} % that a file may have. Nothing of it was loaded; the first ` +
      `${Math.min(totals.rejects, limits.rejectsKept)} bad lines are kept as rejects. Load it mended under the ` +
      `same key, or leave it out with \`millrace skip\`.`,
    { totals },
  );
}
