import type { RecordOutcome, RemoteRecord } from '#core/write-back/connector.ts';
import type { Access } from '../call-destination.ts';
import { checkSize } from '../check-size.ts';
import { writeDates } from './date-fields.ts';
import { describeErrors, isPassing, judgeStatus } from './judge-status.ts';
import type { KnownFields } from './known-fields.ts';
import { retryAfterOf } from './read-retry-after.ts';
import { isGid, readTasks } from './read-tasks.ts';
import { sendBatch, type Action, type ActionResult } from './send-batch.ts';

type Writing = { access: Access; known: KnownFields; changes: readonly RemoteRecord[]; atMost: number };
type Planned = { id: string; action: Action } | Extract<RecordOutcome, { outcome: 'refused' }>;

/**
 * The changes in one batch; a task whose fields are not known yet is read first, for their gids. Never two
 * actions on one task: Asana runs a batch in parallel.
 */
export async function writeTasks(writing: Writing, signal: AbortSignal): Promise<RecordOutcome[]> {
  const { access, known, changes, atMost } = writing;
  const ids = changes.map(({ id }) => id);
  checkSize(access.title, ids, atMost);
  const unread = changes
    .filter((change) => isGid(change.id) && !knowsFields(change, known))
    .map(({ id }) => id);
  if (unread.length > 0) await readTasks({ access, known, ids: unread, fields: [], atMost }, signal);

  const planned = changes.map((change) => planAction(change, known));
  const sent = planned.filter((one) => 'action' in one);
  const results =
    sent.length === 0
      ? []
      : await sendBatch(
          access,
          sent.map(({ action }) => action),
          signal,
        );
  const outcomes = new Map(sent.map(({ id }, at) => [id, describeOutcome(id, results[at]!)]));
  return planned.map((one) => ('action' in one ? outcomes.get(one.id)! : one));
}

/** What is missing may have been added since the task was read. */
function knowsFields({ id, fields }: RemoteRecord, known: KnownFields): boolean {
  const gids = known.of(id);
  return gids !== undefined && 'data' in writeDates(fields, gids);
}

function planAction({ id, fields }: RemoteRecord, known: KnownFields): Planned {
  const gids = known.of(id);
  if (gids === undefined) {
    return refuse(id, 'no-such-record', `Asana has no task ${id}, or the token does not see it.`);
  }
  const change = writeDates(fields, gids);
  if ('data' in change) {
    return { id, action: { relative_path: `/tasks/${id}`, method: 'put', data: change.data } };
  }
  const names = change.missing.map((name) => `"${name}"`).join(', ');
  return refuse(
    id,
    'no-such-field',
    `Task ${id} has no date field ${names}. Add it to a project of the task in Asana, then retry.`,
  );
}

/** @throws Unauthorized: that the token is not good is no affair of one task */
function describeOutcome(id: string, { status_code: status, headers, body }: ActionResult): RecordOutcome {
  if (status < 300) return { id, outcome: 'done' };
  if (status === 429) return { id, outcome: 'throttled', retryAfterMs: retryAfterOf(headers) };
  if (status === 401) judgeStatus(status, body, 0);
  const said = describeErrors(status, body);
  if (isPassing(status)) {
    return { id, outcome: 'unavailable', code: 'destination-unavailable', message: `Asana answers ${said}.` };
  }
  if (status === 404) return refuse(id, 'no-such-record', `Asana has no task ${id}: ${said}.`);
  return refuse(id, 'refused-by-destination', `Asana refuses the change of task ${id}: ${said}.`);
}

function refuse(id: string, code: string, message: string): Extract<RecordOutcome, { outcome: 'refused' }> {
  return { id, outcome: 'refused', code, message };
}
