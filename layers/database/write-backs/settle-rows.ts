import type { Settlement } from '#core/write-back/queued-record.ts';
import type { Transaction } from '../transaction.ts';
import settleRowsSql from './settle-rows.sql' with { type: 'text' };

/** Writes what became of rows, and the events of those that failed. */
export async function settleRows(
  transaction: Transaction,
  settlements: readonly Settlement[],
): Promise<void> {
  await transaction.query(settleRowsSql, [JSON.stringify(settlements.map(describe))]);
}

/** As the statement reads it. */
function describe(settled: Settlement): Record<string, unknown> {
  const { row: id } = settled;
  switch (settled.outcome) {
    case 'done':
      return { id, status: 'done', burns: 0 };
    case 'superseded':
      return { id, status: 'superseded', burns: 0, by: settled.by };
    case 'failed': {
      const { code, message, remote, burnsAttempt } = settled;
      return { id, status: 'failed', burns: burnsAttempt ? 1 : 0, code, message, remote };
    }
    case 'put-back': {
      const { dueInMs, error } = settled;
      return { id, status: 'pending', burns: error ? 1 : 0, due_in_ms: dueInMs, ...error };
    }
  }
}
