import { expect, onTestFinished, test } from 'vitest';
import { startAirtable, type AirtableOptions } from '../../../local/airtable/start-airtable.ts';

const token = 'good';
const table = 'Dev Groups';
const ids = Array.from({ length: 12 }, (_, n) => `recDev${String(n).padStart(11, '0')}`);

async function startWithGroups(options: Partial<AirtableOptions> = {}) {
  const airtable = await startAirtable({ token, baseId: 'app1', ...options });
  onTestFinished(() => airtable.close());
  for (const id of ids) {
    const fields = { Name: id, Active: false, Products: [], 'Launch date': '2026-06-05' };
    airtable.records.adopt(table, { id, createdTime: '2025-01-06T15:04:05.000Z', fields });
  }
  const ask = async (path: string, method = 'GET', body?: unknown, authorization = `Bearer ${token}`) => {
    const answer = await fetch(`${airtable.url}${path}`, {
      ...{ method, headers: { authorization, 'content-type': 'application/json' } },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as any };
  };
  return { ...airtable, ask, table: '/v0/app1/Dev%20Groups' };
}

test('a record is shown without what is empty', async () => {
  const { ask, table: path } = await startWithGroups();
  expect(await ask(`${path}/${ids[0]}`)).toEqual({
    status: 200,
    body: {
      ...{ id: ids[0], createdTime: '2025-01-06T15:04:05.000Z' },
      fields: { Name: ids[0], 'Launch date': '2026-06-05' },
    },
  });
  await ask(path, 'PATCH', { records: [{ id: ids[0], fields: { 'Launch date': null } }] });
  expect((await ask(`${path}/${ids[0]}`)).body.fields).toEqual({ Name: ids[0] });
});

test('a list comes page by page, by GET and by POST', async () => {
  const { ask, table: path } = await startWithGroups({ nowMs: steps(1000) });
  const seen: string[] = [];
  let offset: string | undefined;
  do {
    const { body } = await ask(`${path}?pageSize=5&fields[]=Name${offset ? `&offset=${offset}` : ''}`);
    for (const { id, fields } of body.records) seen.push(`${id} ${Object.keys(fields).join()}`);
    offset = body.offset;
  } while (offset);
  expect(seen).toEqual(ids.map((id) => `${id} Name`));

  const filterByFormula = `OR(RECORD_ID()='${ids[2]}',RECORD_ID()='${ids[7]}')`;
  const { body } = await ask(`${path}/listRecords`, 'POST', { filterByFormula });
  expect(body.records.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[7]]);
});

test('ten records change at once, all or none, and what changed is noted', async () => {
  const { ask, table: path, records } = await startWithGroups();
  const change = (some: readonly string[]) => ({
    records: some.map((id) => ({ id, fields: { Name: id, 'Launch date': '2027-01-01' } })),
  });
  expect((await ask(path, 'PATCH', change(ids.slice(0, 11)))).status).toBe(422);
  expect((await ask(path, 'PATCH', change([ids[0]!, 'recNowhere00000001']))).status).toBe(422);
  expect(records.changes).toEqual([]);
  expect((await ask(path, 'PATCH', change(ids.slice(0, 10)))).body.records).toHaveLength(10);
  expect(records.changes).toHaveLength(10);
  expect(records.changes[0]).toEqual({
    ...{ table, id: ids[0] },
    fields: { 'Launch date': { from: '2026-06-05', to: '2027-01-01' } },
  });
});

test.each<[string, string, unknown, number, unknown]>([
  [
    'UNKNOWN_FIELD_NAME',
    'PATCH',
    { records: [{ id: ids[0], fields: { Odd: 1 } }] },
    422,
    'Unknown field name: "Odd"',
  ],
  [
    ...([
      'INVALID_VALUE_FOR_COLUMN',
      'PATCH',
      { records: [{ id: ids[0], fields: { 'Launch date': 'soon' } }] },
    ] as const),
    ...([422, 'Field "Launch date" cannot accept the provided value'] as const),
  ],
  [
    ...(['ROW_DOES_NOT_EXIST', 'PATCH', { records: [{ id: 'recX', fields: {} }] }] as const),
    ...([422, 'Record ID recX does not exist in this table'] as const),
  ],
  [
    'INVALID_RECORDS',
    'PATCH',
    { records: [1, 2].map(() => ({ id: ids[0], fields: {} })) },
    422,
    expect.any(String),
  ],
  ['INVALID_REQUEST_UNKNOWN', 'PATCH', { records: [] }, 422, expect.any(String)],
])('%s', async (type, method, body, status, message) => {
  const { ask, table: path } = await startWithGroups();
  expect(await ask(path, method, body)).toEqual({ status, body: { error: { type, message } } });
});

test.each<[string, string, string, string | undefined, number, unknown]>([
  ['no token', '/v0/app1/Dev%20Groups', '', undefined, 401, { error: { type: 'AUTHENTICATION_REQUIRED' } }],
  [
    'another token',
    '/v0/app1/Dev%20Groups',
    'Bearer bad',
    undefined,
    401,
    { error: { type: 'UNAUTHORIZED' } },
  ],
  [
    ...(['another table', '/v0/app1/Planets', 'Bearer good', undefined, 403] as const),
    { error: { type: 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND' } },
  ],
  ['another path', '/v1', 'Bearer good', undefined, 404, { error: 'NOT_FOUND' }],
  ['no JSON', '/v0/app1/Dev%20Groups', 'Bearer good', '{', 400, { error: 'BAD_REQUEST' }],
  [
    'a large body',
    '/v0/app1/Dev%20Groups',
    'Bearer good',
    ' '.repeat(1_100_000),
    413,
    { error: 'REQUEST_TOO_LARGE' },
  ],
])('%s', async (_what, path, authorization, body, status, answer) => {
  const { ask } = await startWithGroups();
  expect(await ask(path, body === undefined ? 'GET' : 'PATCH', body, authorization)).toMatchObject({
    status,
    body: answer,
  });
});

test('the sixth request within a second is turned away, and all others for half a minute', async () => {
  let nowMs = 0;
  const { ask, table: path } = await startWithGroups({ nowMs: () => nowMs });
  const statuses = async (count: number) => {
    const found: number[] = [];
    for (let n = 0; n < count; n += 1) found.push((await ask(path)).status);
    return found;
  };
  expect(await statuses(5)).toEqual([200, 200, 200, 200, 200]);
  nowMs = 1000;
  expect(await statuses(5)).toEqual([200, 200, 200, 200, 200]);
  nowMs = 1999;
  expect(await ask(path)).toEqual({
    status: 429,
    body: {
      errors: [{ error: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded. Please try again later' }],
    },
  });
  nowMs = 31_998;
  expect(await statuses(1)).toEqual([429]);
  nowMs = 31_999;
  expect(await statuses(1)).toEqual([200]);
});

/** A clock that goes on by that much each time it is looked at. */
function steps(byMs: number): () => number {
  let nowMs = 0;
  return () => (nowMs += byMs);
}
