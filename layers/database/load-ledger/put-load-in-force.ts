import { Unavailable } from '#core/errors.ts';
import type { LandedFile, StagedLoad } from '#core/load/ports.ts';
import type { Transaction } from '../transaction.ts';
import putInForce from './put-in-force.sql' with { type: 'text' };
import resolveAlert from './resolve-alert.sql' with { type: 'text' };

/**
 * From this event on the load counts.
 * @throws Unavailable `file-left-out` when somebody left its file out meanwhile: the next attempt finds nothing due of it
 */
export async function putLoadInForce(
  transaction: Transaction,
  file: LandedFile,
  { loadId, totals }: StagedLoad,
  event: number,
): Promise<void> {
  const inForce = [loadId, event, totals.sha256, totals.records, totals.sourceBytes];
  if ((await transaction.query(putInForce, inForce)).rowCount === 0) {
    throw new Unavailable(
      'file-left-out',
      `${file.key} was skipped while it was loaded. Nothing of it was applied.`,
      { key: file.key },
    );
  }
  await transaction.query(resolveAlert, ['halted-file', file.key]);
}
