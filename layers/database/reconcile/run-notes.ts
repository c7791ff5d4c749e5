import type { RunNotes } from '#core/reconcile/ports.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import beginRun from './begin-run.sql' with { type: 'text' };
import endRun from './end-run.sql' with { type: 'text' };
import { reconcileLabel } from './reconcile-label.ts';

/** Notes of runs, each in the schema of the unit that it is about. */
export function openRunNotes({ pool }: Database): RunNotes {
  return {
    begin: ({ schema }, kind) =>
      inTransaction({ pool, schema }, reconcileLabel, async (transaction) => {
        const { rows } = await transaction.query<{ id: number }>(beginRun, [kind, 'landing bucket']);
        return (rows[0] as { id: number }).id;
      }),
    end: ({ schema }, run, counts, error) =>
      inTransaction({ pool, schema }, reconcileLabel, async (transaction) => {
        await transaction.query(endRun, [run, counts, error]);
      }),
  };
}
