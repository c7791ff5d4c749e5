import { expect, onTestFinished, test } from 'vitest';
import { parseAsanaAccount } from '#connectors/asana/asana-account.ts';
import { openAsana } from '#connectors/asana/open-asana.ts';
import type { AsanaTask } from '../../../local/asana/asana-tasks.ts';
import { startAsana, type AsanaOptions } from '../../../local/asana/start-asana.ts';
import type { Fault } from '../../../local/third-parties/fault.ts';
import { describeConnector, type Surroundings } from './contract.ts';

const token = 'a-token-that-nobody-may-see';
const requestsPerMinute = 150;
const stage = 'Stage 1: Brief due';
const ids = Array.from({ length: 11 }, (_, n) => String(1_209_000_000_001_000 + n));
const never = new AbortController().signal;

const makeTask = (gid: string): AsanaTask => ({
  ...{ gid, resource_type: 'task', name: `Task ${gid}`, due_on: '2026-06-05' },
  custom_fields: [
    { gid: '77', name: 'Priority', resource_subtype: 'enum' },
    // Every task has fields of its own here, so that a wrong gid shows.
    {
      gid: `9${gid}`,
      name: stage,
      resource_subtype: 'date',
      date_value: { date: '2026-01-05', date_time: null },
    },
  ],
});

async function startWithTasks(options: Partial<AsanaOptions> = {}) {
  const asana = await startAsana({ token, requestsPerMinute, ...options });
  onTestFinished(() => asana.close());
  for (const gid of ids) asana.tasks.adopt(makeTask(gid));
  return asana;
}

const connect = (url: string, { token: own = token, timeoutMs = 5_000 }: Partial<Surroundings> = {}) =>
  openAsana({ baseUrl: url, token: own, requestsPerMinute }, { timeoutMs });

describeConnector({
  name: 'Asana',
  badRecord: 'fails alone',
  unknownId: '1209999999999999',
  oddIds: ['', '12/../projects', 'recDev00000000001', '1?opt_fields=notes'],
  pauseMs: 60_000,
  async start(surroundings) {
    const { nowMs, faults } = surroundings;
    const asana = await startWithTasks({ nowMs, faults });
    const connector = connect(surroundings.baseUrl ?? asana.url, surroundings);
    return {
      connector,
      ...{ entity: 'task', ids, fields: [stage, 'due_on'] },
      valueOf: (id, field) => asana.tasks.dateOf(id, field),
      changes: () => asana.tasks.changes.length,
      spend: async () => {
        for (let call = 0; call < requestsPerMinute / 10; call += 1)
          await connector.read('task', ids.slice(0, 10), [], never);
      },
    };
  },
});

test('a field that a task does not have is left out, and a field that is no date is none', async () => {
  const asana = await startWithTasks();
  const read = await connect(asana.url).read('task', [ids[0]!], [stage, 'Priority', 'Other'], never);
  expect(read).toEqual([{ id: ids[0], fields: { [stage]: '2026-01-05' } }]);
});

test('a task without the field is refused by name, and needs no call', async () => {
  const asana = await startWithTasks();
  const outcomes = await connect(asana.url).write(
    'task',
    [{ id: ids[0]!, fields: { Other: null, due_on: null } }],
    never,
  );
  expect(outcomes).toEqual([
    {
      ...{ id: ids[0], outcome: 'refused', code: 'no-such-field' },
      message: `Task ${ids[0]} has no date field "Other". Add it to a project of the task in Asana, then retry.`,
    },
  ]);
  expect(asana.tasks.changes).toEqual([]);
});

test('a field that was added since the task was read is found', async () => {
  const asana = await startWithTasks();
  const connector = connect(asana.url);
  await connector.read('task', [ids[0]!], [stage], never);
  asana.tasks.find(ids[0]!)!.custom_fields!.push({ gid: '5', name: 'Other', resource_subtype: 'date' });
  const change = [{ id: ids[0]!, fields: { Other: '2027-01-01' } }];
  expect(await connector.write('task', change, never)).toEqual([{ id: ids[0], outcome: 'done' }]);
  expect(asana.tasks.dateOf(ids[0]!, 'Other')).toBe('2027-01-01');
});

const errors = { errors: [{ message: 'because' }] };
const change = ids.slice(0, 3).map((id) => ({ id, fields: { due_on: '2027-01-01' } }));

async function startFailing(action: Omit<Extract<Fault, { kind: 'action' }>, 'kind' | 'at' | 'body'>) {
  const waiting: (Fault | null)[] = [];
  const asana = await startWithTasks({ faults: { next: () => waiting.shift() ?? null } });
  const connector = connect(asana.url);
  await connector.read('task', ids.slice(0, 3), [stage], never);
  waiting.push({ kind: 'action', at: 1, body: errors, ...action });
  return { asana, connector };
}

test.each([
  [429, { 'Retry-After': '7' }, { outcome: 'throttled', retryAfterMs: 7_000 }],
  [429, { 'retry-after': 'soon' }, { outcome: 'throttled', retryAfterMs: 60_000 }],
  [
    500,
    {},
    { outcome: 'unavailable', code: 'destination-unavailable', message: 'Asana answers 500, because.' },
  ],
  [403, {}, { outcome: 'refused', code: 'refused-by-destination' }],
  [404, {}, { outcome: 'refused', code: 'no-such-record' }],
])('one action answered with %i %j befalls that task alone', async (status, headers, expected) => {
  const { asana, connector } = await startFailing({ status, headers });
  expect(await connector.write('task', change, never)).toMatchObject([
    { id: ids[0], outcome: 'done' },
    { id: ids[1], ...expected },
    { id: ids[2], outcome: 'done' },
  ]);
  expect(asana.tasks.changes.map(({ gid }) => gid)).toEqual([ids[0], ids[2]]);
});

test.each([
  [401, 'Unauthorized'],
  [429, 'Throttled'],
  [502, 'Unavailable'],
  [400, 'Refused'],
])('one action of a read answered with %i fails the read: nothing was done', async (status, name) => {
  const { connector } = await startFailing({ status });
  await expect(connector.read('task', ids.slice(0, 3), [stage], never)).rejects.toMatchObject({ name });
});

test.each([401, 403])('a whole batch of %i is no affair of its tasks', async (status) => {
  const data = ids.slice(0, 3).map(() => ({ status_code: status, headers: {}, body: errors }));
  const waiting: (Fault | null)[] = [null];
  const asana = await startWithTasks({ faults: { next: () => waiting.shift() ?? null } });
  const connector = connect(asana.url);
  await connector.read('task', ids.slice(0, 3), [stage], never);
  const locked: Fault = { kind: 'answer', status: 200, body: JSON.stringify({ data }) };
  const unauthorized = { name: 'Unauthorized', message: expect.stringContaining(`${status}, because`) };
  waiting.push(locked);
  await expect(connector.read('task', ids.slice(0, 3), [stage], never)).rejects.toMatchObject(unauthorized);
  waiting.push(locked);
  await expect(connector.write('task', change, never)).rejects.toMatchObject(unauthorized);
});

test('a lone task that is forbidden fails alone', async () => {
  const waiting: (Fault | null)[] = [];
  const asana = await startWithTasks({ faults: { next: () => waiting.shift() ?? null } });
  const connector = connect(asana.url);
  await connector.read('task', [ids[0]!], [stage], never);
  waiting.push({ kind: 'action', at: 0, status: 403, body: errors });
  expect(await connector.write('task', change.slice(0, 1), never)).toMatchObject([
    { id: ids[0], outcome: 'refused', code: 'refused-by-destination' },
  ]);
  waiting.push({ kind: 'action', at: 0, status: 403, body: errors });
  expect(await connector.read('task', [ids[0]!], [stage], never)).toEqual([]);
});

test.each([
  ['reads', 'get', 50],
  ['writes', 'put', 15],
] as const)(
  'no more than the documented %s may be under way for one token',
  async (_what, method, atMost) => {
    const settled = Promise.withResolvers<void>();
    const asana = await startWithTasks({ requestsPerMinute: 1_500, whenSettled: () => settled.promise });
    const data = method === 'put' ? { data: {} } : {};
    const batch = (actions: number) =>
      fetch(`${asana.url}/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          data: {
            actions: Array.from({ length: actions }, (_, n) => ({
              relative_path: `/tasks/${ids[n]}`,
              method,
              ...data,
            })),
          },
        }),
      });
    const sizes = [...Array.from({ length: Math.floor(atMost / 5) }, () => 5), 1];
    const answers = sizes.map(batch);
    const early = await Promise.race(answers);
    expect([early.status, early.headers.get('retry-after')]).toEqual([429, '1']);
    settled.resolve();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200)).toEqual([429]);
    expect((await batch(1)).status).toBe(200);
  },
);

test('a task that the token does not see is missing', async () => {
  const { connector } = await startFailing({ status: 403 });
  const found = await connector.read('task', ids.slice(0, 3), [stage], never);
  expect(found.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
});

test('an answer that does not say what became of every action is none', async () => {
  const body = JSON.stringify({ data: [{ status_code: 200, headers: {}, body: {} }] });
  const asana = await startWithTasks({ faults: { next: () => ({ kind: 'answer', status: 200, body }) } });
  const read = connect(asana.url).read('task', ids.slice(0, 2), [stage], never);
  await expect(read).rejects.toMatchObject({ name: 'Unavailable', code: 'unreadable-answer' });
});

const account = { baseUrl: 'https://app.asana.com/api/1.0', token: '1/secret', requestsPerMinute: 1500 };

test('an account is read from its secret, and one that lacks a member names it and no value', () => {
  expect(parseAsanaAccount(JSON.stringify(account))).toEqual(account);
  const text = JSON.stringify({ token: '1/secret', requestsPerMinute: 0 });
  expect(() => parseAsanaAccount(text)).toThrow('lacks, or has wrongly: baseUrl, requestsPerMinute.');
  expect(() => parseAsanaAccount(text)).not.toThrow('1/secret');
});

test.each(['ann:1secret@', 'ann@', ':1secret@'])(
  'an address with %s in it is refused, and not shown',
  (who) => {
    const text = JSON.stringify({ ...account, baseUrl: `https://${who}app.asana.com/api/1.0` });
    expect(() => parseAsanaAccount(text)).toThrow(/baseUrl, which holds a user or a password/);
    expect(() => parseAsanaAccount(text)).not.toThrow(/ann|1secret/);
  },
);
