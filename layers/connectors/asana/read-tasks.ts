import * as z from 'zod';
import type { RemoteRecord } from '#core/write-back/connector.ts';
import type { Access } from '../call-destination.ts';
import { checkSize } from '../check-size.ts';
import { unreadable } from '../read-answer.ts';
import { readDates, Task, taskFields } from './date-fields.ts';
import { judgeStatus } from './judge-status.ts';
import type { KnownFields } from './known-fields.ts';
import { retryAfterOf } from './read-retry-after.ts';
import { sendBatch, type ActionResult } from './send-batch.ts';

const TaskBody = z.object({ data: Task });

type Reading = {
  access: Access;
  known: KnownFields;
  ids: readonly string[];
  fields: readonly string[];
  atMost: number;
};

/** Anything else would lead to another place of the API than a task. */
export function isGid(id: string): boolean {
  return /^\d{1,32}$/.test(id);
}

/** The tasks in one batch. Those that are gone, or that the token does not see, are missing. */
export async function readTasks(reading: Reading, signal: AbortSignal): Promise<RemoteRecord[]> {
  const { access, known, ids, fields, atMost } = reading;
  checkSize(access.title, ids, atMost);
  const gids = ids.filter(isGid);
  if (gids.length === 0) return [];
  const actions = gids.map((gid) => ({
    ...{ relative_path: `/tasks/${gid}`, method: 'get' as const },
    options: { fields: taskFields },
  }));
  const results = await sendBatch(access, actions, signal);
  const tasks = results.map(readTask).filter((task) => task !== null);
  for (const task of tasks) known.remember(task);
  return tasks.map((task) => ({ id: task.gid, fields: readDates(task, fields) }));
}

/** One action that fails fails the whole read: there is nothing that it could have done. */
function readTask({ status_code: status, headers, body }: ActionResult): Task | null {
  if (status === 404 || status === 403) return null;
  judgeStatus(status, body, retryAfterOf(headers));
  const { data: found } = TaskBody.safeParse(body);
  if (found) return found.data;
  throw unreadable('Asana', status, 'has no task in it');
}
