import type { ApiDeps } from '#core/api/answer-request.ts';
import type { Write, WriteOutcome } from '#core/api/answer-write.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import editRecord from './edit-record.sql' with { type: 'text' };
import { readAnswer, type AnswerRow } from './open-answers.ts';
import { prepareStatements } from './prepare-statements.ts';
import retryWriteBack from './retry-write-back.sql' with { type: 'text' };

/**
 * Makes changes as the unit's `api` role, which writes nothing itself: it may execute the functions that do. The answer
 * is read in the same transaction, so it is the state that this change made, and no other's.
 * @param statements by the names of the endpoints
 * @param views as `openAnswers` has them, for the same tags
 */
export function openWrites(
  database: Database,
  statements: Readonly<Record<string, string>>,
  views: readonly string[],
): ApiDeps['write'] {
  const prepare = prepareStatements(statements, views);
  return (endpoint, write, parameters) =>
    inTransaction(database, `pipeline-api ${endpoint.name}`, async (transaction) => {
      // Connections of this role only read unless they say otherwise.
      await transaction.query('set transaction read write');
      const outcome = await change(transaction, write);
      const asked = prepare(endpoint, [], parameters);
      const { rows } = await transaction.query<AnswerRow>({ ...asked, rowMode: 'array' });
      return { outcome, found: readAnswer(rows) };
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
