import type { ExportRun } from '#core/operate/export-responses.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import listExportsSql from './list-exports.sql' with { type: 'text' };
import { operateLabel } from '../operate/operate-label.ts';

type ExportRow = Omit<ExportRun, 'startedAt' | 'endedAt' | 'sizeBytes' | 'asOfEvent'> & {
  started: Date;
  ended: Date | null;
  size_bytes: number;
  as_of_event: string | null;
};

/** The newest runs of a unit's exports, newest first. */
export function listExports(database: Database, limit: number): Promise<ExportRun[]> {
  return inTransaction(database, operateLabel, async (transaction) => {
    const { rows } = await transaction.query<ExportRow>(listExportsSql, [limit]);
    return rows.map(({ started, ended, size_bytes: sizeBytes, as_of_event: asOfEvent, ...run }) => ({
      ...run,
      startedAt: started.toISOString(),
      endedAt: ended?.toISOString() ?? null,
      sizeBytes,
      asOfEvent,
    }));
  });
}
