import type { Answer } from '../http/answer.ts';
import type { ThirdPartyRequest } from '../third-parties/start-third-party.ts';
import { answerBatch, parseBatch } from './answer-batch.ts';
import { answerTask } from './answer-task.ts';
import { AsanaProblem, json } from './asana-problem.ts';
import type { AsanaTasks } from './asana-tasks.ts';
import type { RequestCounts } from './calls-under-way.ts';
import { chooseFields } from './choose-fields.ts';

export const asanaPath = '/api/1.0';

/** What limits count: each action of a batch, and of others the request. */
export function countRequests({ method, path, body }: ThirdPartyRequest): RequestCounts {
  const methods =
    path === `${asanaPath}/batch` ? parseBatch(body).data.actions.map((action) => action.method) : [method];
  const reads = methods.filter((one) => one.toUpperCase() === 'GET').length;
  return { reads, writes: methods.length - reads };
}

/** The part of Asana's API that a write-back or a person who looks needs. */
export function answerAsana(tasks: AsanaTasks, request: ThirdPartyRequest): Answer {
  const { method, query, body, fault } = request;
  const path = request.path.startsWith(asanaPath) ? request.path.slice(asanaPath.length) : '';
  if (method === 'POST' && path === '/batch') {
    return json(200, { data: answerBatch(tasks, parseBatch(body), fault) });
  }
  const fields = query.get('opt_fields')?.split(',') ?? null;
  const project = /^\/projects\/(\d+)\/tasks$/.exec(path)?.[1];
  if (method === 'GET' && project !== undefined) {
    const { data, ...page } = listTasks(tasks, project, query);
    return json(200, { data: chooseFields(data, fields ?? ['name', 'resource_type']), ...page });
  }
  return json(200, { data: answerTask(tasks, { method, path, data: readData(body), fields }) });
}

/** One page, and where the next one begins. */
function listTasks(tasks: AsanaTasks, project: string, query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new AsanaProblem(400, 'limit: must be between 1 and 100');
  }
  const found = tasks.inProject(project);
  const offset = query.get('offset');
  const start = offset === null ? 0 : found.findIndex(({ gid }) => gid === offset);
  if (start === -1) throw new AsanaProblem(400, 'offset: Your pagination token is not valid or has expired');
  const next = found[start + limit];
  return { data: found.slice(start, start + limit), next_page: next ? { offset: next.gid } : null };
}

function readData(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
}
