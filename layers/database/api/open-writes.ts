import type { ApiDeps } from '#core/api/answer-request.ts';
import type { Write, WriteOutcome } from '#core/api/answer-write.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import editRecord from './edit-record.sql' with { type: 'text' };
import retryWriteBack from './retry-write-back.sql' with { type: 'text' };

/** Makes changes as the unit's `api` role, which writes nothing itself: it may execute the functions that do. */
export function openWrites(database: Database): ApiDeps['write'] {
  return (endpoint, write) =>
    inTransaction(database, `pipeline-api ${endpoint.name}`, async (transaction) => {
      // Connections of this role only read unless they say otherwise.
      await transaction.query('set transaction read write');
      return change(transaction, write);
    });
}

async function change(transaction: Transaction, write: Write): Promise<WriteOutcome> {
  const { rows } = await transaction.query<{ outcome: WriteOutcome }>(statementOf(write));
  return rows[0]!.outcome;
}

function statementOf(write: Write): { name: string; text: string; values: unknown[] } {
  if (write.kind === 'retry')
    return { name: 'retry-write-back', text: retryWriteBack, values: [write.id, write.by] };
  const { entity, id, changes, seenTags, by } = write;
  return {
    name: 'edit-record',
    text: editRecord,
    values: [entity, id, JSON.stringify(changes), seenTags, by],
  };
}
