import type { ApiDeps } from '#core/api/answer-request.ts';
import type { Write, WriteOutcome } from '#core/api/answer-write.ts';
import type { Database } from '../open-database.ts';
import { askOnce } from './ask-once.ts';
import editRecord from './edit-record.sql' with { type: 'text' };
import retryWriteBack from './retry-write-back.sql' with { type: 'text' };

/**
 * Makes changes as the unit's `api` role, which writes nothing itself: it may execute the functions that do.
 * @param database whose sessions may write: `apiWriteSettings`
 */
export function openWrites(database: Database): ApiDeps['write'] {
  return async (write) => {
    const [row] = await askOnce<[outcome: WriteOutcome]>(database, statementOf(write));
    return row![0];
  };
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
