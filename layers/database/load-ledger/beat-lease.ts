import type { StagingProgress } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import beatLeaseSql from './beat-lease.sql' with { type: 'text' };
import { loaderLabel } from './claim-unit.ts';
import noteProgress from './note-progress.sql' with { type: 'text' };

/** Keeps the lease and notes how far staging is. False: the lease is lost. */
export function beatLease(
  database: Database,
  epoch: number,
  loadId: number | null,
  progress: StagingProgress,
): Promise<boolean> {
  return inTransaction(database, loaderLabel(database.schema, epoch), async (transaction) => {
    const { rowCount } = await transaction.query(beatLeaseSql, [epoch]);
    if (rowCount !== 1) return false;
    if (loadId !== null) await transaction.query(noteProgress, [loadId, progress.rows, progress.sourceBytes]);
    return true;
  });
}
