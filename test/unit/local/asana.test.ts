import { expect, onTestFinished, test } from 'vitest';
import { startAsana, type AsanaOptions } from '../../../local/asana/start-asana.ts';

const token = 'good';
const gids = Array.from({ length: 12 }, (_, n) => String(1000 + n));

async function startWithTasks(options: Partial<AsanaOptions> = {}) {
  const asana = await startAsana({ token, requestsPerMinute: 150, ...options });
  onTestFinished(() => asana.close());
  for (const gid of gids) {
    asana.tasks.adopt({
      ...{ gid, name: `Task ${gid}`, due_on: '2026-06-05', projects: [{ gid: '7' }] },
      custom_fields: [
        { gid: '51', name: 'Brief', resource_subtype: 'date', date_value: { date: '2026-01-05' } },
        { gid: '52', name: 'Priority', resource_subtype: 'enum' },
      ],
    });
  }
  const ask = async (path: string, method = 'GET', body?: unknown, authorization = `Bearer ${token}`) => {
    const answer = await fetch(`${asana.url}${path}`, {
      ...{ method, headers: { authorization } },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as any };
  };
  const batch = (actions: unknown[]) => ask('/batch', 'POST', { data: { actions } });
  return { ...asana, ask, batch };
}

const get = (gid: string) => ({
  relative_path: `/tasks/${gid}`,
  method: 'get',
  options: { fields: ['due_on'] },
});
const put = (gid: string, data: unknown) => ({ relative_path: `/tasks/${gid}`, method: 'put', data });

test('a task is shown with what was asked for, and its gid', async () => {
  const { ask } = await startWithTasks();
  const { body } = await ask('/tasks/1000?opt_fields=due_on,custom_fields.name');
  expect(body.data).toEqual({
    ...{ gid: '1000', due_on: '2026-06-05' },
    custom_fields: [
      { gid: '51', name: 'Brief' },
      { gid: '52', name: 'Priority' },
    ],
  });
  expect((await ask('/tasks/1000')).body.data).toMatchObject({ name: 'Task 1000', projects: [{ gid: '7' }] });
});

test('the tasks of a project come page by page', async () => {
  const { ask } = await startWithTasks();
  const { body: first } = await ask('/projects/7/tasks?limit=10');
  expect(first.data).toHaveLength(10);
  const { body: second } = await ask(`/projects/7/tasks?limit=10&offset=${first.next_page.offset}`);
  expect([...first.data, ...second.data].map(({ gid }: { gid: string }) => gid)).toEqual(gids);
  expect(second.next_page).toBeNull();
  expect((await ask('/projects/7/tasks?limit=101')).status).toBe(400);
});

test('dates are set and cleared, and what changed is noted', async () => {
  const { ask, tasks } = await startWithTasks();
  const data = { due_on: null, custom_fields: { 51: { date: '2027-01-01' } } };
  expect((await ask('/tasks/1000', 'PUT', { data })).status).toBe(200);
  expect([tasks.dateOf('1000', 'due_on'), tasks.dateOf('1000', 'Brief')]).toEqual([null, '2027-01-01']);
  await ask('/tasks/1000', 'PUT', { data });
  expect(tasks.changes).toEqual([
    {
      gid: '1000',
      fields: {
        due_on: { from: '2026-06-05', to: null },
        Brief: { from: '2026-01-05', to: '2027-01-01' },
      },
    },
  ]);
});

test.each([
  [{ due_on: 'soon' }, 'due_on: Invalid date: soon'],
  [{ custom_fields: { 99: { date: '2027-01-01' } } }, 'Custom field with ID 99 is not on given object'],
  [{ custom_fields: { 52: { date: '2027-01-01' } } }, 'custom_fields: 52: Not a valid date for this field'],
  [{ custom_fields: { 51: { date: '2027-02-30' } } }, 'custom_fields: 51: Not a valid date for this field'],
  [{ custom_fields: { 51: '2027-01-01' } }, 'custom_fields.51: not a recognized value'],
  ['nothing', 'data: not a recognized value'],
])('%j is refused', async (data, message) => {
  const { ask, tasks } = await startWithTasks();
  const { status, body } = await ask('/tasks/1000', 'PUT', { data });
  expect([status, body.errors[0].message]).toEqual([400, message]);
  expect(tasks.changes).toEqual([]);
});

test('a batch answers each action apart, in its order', async () => {
  const { batch } = await startWithTasks();
  const { status, body } = await batch([
    get('1000'),
    put('1001', { due_on: '2027-01-01' }),
    put('1002', { due_on: 'soon' }),
    get('9999'),
    { relative_path: '/users/me' },
  ]);
  expect(status).toBe(200);
  expect(body.data.map((one: any) => one.status_code)).toEqual([200, 200, 400, 404, 404]);
  expect(body.data[0].body).toEqual({ data: { gid: '1000', due_on: '2026-06-05' } });
  expect(body.data[3].body).toEqual({
    errors: [{ message: 'task: Unknown object: 9999', help: expect.any(String) }],
  });
});

test('a batch has one to ten actions', async () => {
  const { batch, tasks } = await startWithTasks();
  for (const actions of [[], gids.slice(0, 11).map((gid) => put(gid, { due_on: null }))])
    expect((await batch(actions)).status).toBe(400);
  expect(tasks.changes).toEqual([]);
});

test.each(['', 'Bearer bad'])('without the token (%j) nothing is told', async (authorization) => {
  const { ask } = await startWithTasks();
  const { status, body } = await ask('/tasks/1000', 'GET', undefined, authorization);
  expect([status, body.errors[0].message]).toEqual([401, 'Not Authorized']);
});

test('each action counts; what is over the budget of a minute is turned away as a whole, and told when to come', async () => {
  let nowMs = 0;
  const { ask, batch, tasks } = await startWithTasks({ requestsPerMinute: 15, nowMs: () => nowMs });
  expect((await batch(gids.slice(0, 10).map(get))).status).toBe(200);
  nowMs = 20_000;
  for (let n = 0; n < 5; n += 1) expect((await ask('/tasks/1000')).status).toBe(200);
  const { status, headers } = await batch([put('1000', { due_on: null })]);
  expect([status, headers.get('retry-after')]).toEqual([429, '40']);
  expect(tasks.changes).toEqual([]);
  nowMs = 59_999;
  expect((await ask('/tasks/1000')).headers.get('retry-after')).toBe('1');
  nowMs = 60_000;
  expect((await batch([put('1000', { due_on: null })])).status).toBe(200);
});
