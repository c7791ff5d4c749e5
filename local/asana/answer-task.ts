import * as z from 'zod';
import { isDate } from '../third-parties/is-date.ts';
import { AsanaProblem } from './asana-problem.ts';
import type { AsanaTask, AsanaTasks } from './asana-tasks.ts';
import { chooseFields } from './choose-fields.ts';

/** A request about one task, alone or in a batch. */
export type TaskRequest = {
  method: string;
  /** Below the API's own path: `/tasks/120900…`. */
  path: string;
  /** What a lone PUT has in its `data`. */
  data: unknown;
  /** What to answer of it; null for everything. */
  fields: readonly string[] | null;
};

const TaskChange = z.strictObject({
  due_on: z.string().nullable().optional(),
  custom_fields: z.record(z.string(), z.object({ date: z.string() }).nullable()).optional(),
});

/**
 * What Asana's data of a task is, after the change where one is asked for.
 * @throws AsanaProblem
 */
export function answerTask(tasks: AsanaTasks, { method, path, data, fields }: TaskRequest): unknown {
  const gid = /^\/tasks\/(\d+)$/.exec(path)?.[1];
  if (gid === undefined || (method !== 'GET' && method !== 'PUT')) {
    throw new AsanaProblem(404, `No matching route for request ${method} ${path}`);
  }
  const task = tasks.find(gid);
  if (!task) throw new AsanaProblem(404, `task: Unknown object: ${gid}`);
  return chooseFields(method === 'GET' ? task : changeTask(tasks, task, data), fields);
}

function changeTask(tasks: AsanaTasks, task: AsanaTask, change: unknown): AsanaTask {
  const { data, error } = TaskChange.safeParse(change);
  if (!data)
    throw new AsanaProblem(400, `${error.issues[0]?.path.join('.') || 'data'}: not a recognized value`);
  const { due_on: due, custom_fields: custom = {} } = data;
  if (due !== undefined && due !== null && !isDate(due))
    throw new AsanaProblem(400, `due_on: Invalid date: ${due}`);
  for (const [gid, value] of Object.entries(custom)) {
    const field = task.custom_fields?.find((one) => one.gid === gid);
    if (!field) throw new AsanaProblem(400, `Custom field with ID ${gid} is not on given object`);
    if (field.resource_subtype !== 'date' || (value !== null && !isDate(value.date))) {
      throw new AsanaProblem(400, `custom_fields: ${gid}: Not a valid date for this field`);
    }
  }
  return tasks.change(task.gid, { ...(due !== undefined && { due_on: due }), custom_fields: custom });
}
