import { expect, onTestFinished, test } from 'vitest';
import { openAirtable } from '#connectors/airtable/open-airtable.ts';
import { parseAirtableAccount } from '#connectors/airtable/airtable-account.ts';
import { startAirtable, type AirtableOptions } from '../../../local/airtable/start-airtable.ts';
import { describeConnector, type Surroundings } from './contract.ts';

const table = 'Dev Groups';
const baseId = 'appLocal';
const token = 'a-token-that-nobody-may-see';
const ids = Array.from({ length: 101 }, (_, n) => `recDev${String(n).padStart(11, '0')}`);
const never = new AbortController().signal;

async function startWithRecords(options: Partial<AirtableOptions> = {}) {
  const airtable = await startAirtable({ token, baseId, ...options });
  onTestFinished(() => airtable.close());
  for (const id of ids) {
    const fields = { Name: `Group ${id}`, 'Stage 1: Brief due': '2026-01-05', 'Launch date': '2026-06-05' };
    airtable.records.adopt(table, { id, createdTime: '2025-01-06T15:04:05.000Z', fields });
  }
  return airtable;
}

const connect = (url: string, { token: own = token, timeoutMs = 5_000 }: Partial<Surroundings> = {}) =>
  openAirtable({ baseUrl: url, baseId, token: own, tables: { dev_group: table } }, { timeoutMs });

describeConnector({
  name: 'Airtable',
  badRecord: 'fails the call',
  unknownId: 'recNowhere00000001',
  oddIds: ['', "rec'),TRUE(),RECORD_ID()='", 'usr1', 'rec/1'],
  pauseMs: 30_000,
  async start(surroundings) {
    const { nowMs, faults } = surroundings;
    const airtable = await startWithRecords({ nowMs, faults });
    const ask = () =>
      fetch(`${airtable.url}/v0/${baseId}/x`, { headers: { authorization: `Bearer ${token}` } });
    return {
      connector: connect(surroundings.baseUrl ?? airtable.url, surroundings),
      ...{ entity: 'dev_group', ids, fields: ['Stage 1: Brief due', 'Launch date'] },
      valueOf: (id, field) => airtable.records.find(table, id)?.fields[field],
      changes: () => airtable.records.changes.length,
      spend: async () => {
        while ((await ask()).status !== 429);
      },
    };
  },
});

test('a read goes on through all pages, however few records a page has', async () => {
  const airtable = await startWithRecords({ largestPage: 30 });
  const found = await connect(airtable.url).read('dev_group', ids.slice(0, 100), ['Launch date'], never);
  expect(found.map(({ id }) => id)).toEqual(ids.slice(0, 100));
});

test('a list whose place was forgotten is read anew later: no record is to blame', async () => {
  const body = JSON.stringify({ error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE', message: 'gone' } });
  const airtable = await startWithRecords({
    faults: { next: () => ({ kind: 'answer', status: 422, body }) },
  });
  const read = connect(airtable.url).read('dev_group', ids.slice(0, 2), ['Launch date'], never);
  await expect(read).rejects.toMatchObject({ name: 'Unavailable', code: 'destination-unavailable' });
});

test.each([
  ['a base that is not there', { baseId: 'appOther' }, 403],
  ['a table that is not there', { tables: { dev_group: 'Groups' } }, 403],
])('%s is a matter of the account, not of a record', async (_what, wrong, status) => {
  const airtable = await startWithRecords();
  const account = { baseUrl: airtable.url, baseId, token, tables: { dev_group: table }, ...wrong };
  const write = openAirtable(account).write('dev_group', [{ id: ids[0]!, fields: {} }], never);
  await expect(write).rejects.toMatchObject({
    ...{ name: 'Unauthorized', code: 'destination-unauthorized', facts: { status } },
    message: expect.stringContaining('INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND'),
  });
});

test.each([
  [{ error: 'NOT_FOUND' }, 404, 'Unauthorized'],
  [{ error: { type: 'TABLE_NOT_FOUND', message: 'Could not find table X' } }, 404, 'Unauthorized'],
  [{ error: { type: 'MODEL_ID_NOT_FOUND', message: '' } }, 404, 'Refused'],
  [{ errors: [{ error: 'INVALID_REQUEST', message: 'bad' }] }, 422, 'Refused'],
  [{ odd: true }, 418, 'Refused'],
])('%j with %i is %s', async (answer, status, name) => {
  const body = JSON.stringify(answer);
  const airtable = await startWithRecords({ faults: { next: () => ({ kind: 'answer', status, body }) } });
  const write = connect(airtable.url).write('dev_group', [{ id: ids[0]!, fields: {} }], never);
  await expect(write).rejects.toMatchObject({ name, facts: { status } });
});

test('a record that the answer does not name may or may not be written', async () => {
  const body = JSON.stringify({ records: [{ id: ids[0] }] });
  const airtable = await startWithRecords({
    faults: { next: () => ({ kind: 'answer', status: 200, body }) },
  });
  const changes = ids.slice(0, 2).map((id) => ({ id, fields: {} }));
  expect(await connect(airtable.url).write('dev_group', changes, never)).toMatchObject([
    { id: ids[0], outcome: 'done' },
    { id: ids[1], outcome: 'unavailable', code: 'unreadable-answer' },
  ]);
});

const account = {
  baseUrl: 'https://api.airtable.com',
  baseId: 'app1',
  token: 'patSecret',
  tables: { dev_group: 'D' },
};

test('an account is read from its secret; what else stands there does not matter', () => {
  expect(
    parseAirtableAccount(JSON.stringify({ ...account, baseUrl: `${account.baseUrl}/`, note: 'x' })),
  ).toEqual(account);
});

test.each([
  ['is no JSON object', 'patSecret'],
  ['is no JSON object', '"patSecret"'],
  ['lacks, or has wrongly: token', JSON.stringify({ ...account, token: undefined })],
  ['lacks, or has wrongly: token', JSON.stringify({ ...account, token: 'patSecret\n' })],
  [
    'lacks, or has wrongly: baseUrl, tables',
    JSON.stringify({ ...account, baseUrl: 'patSecret', tables: null }),
  ],
  ['lacks, or has wrongly: baseUrl', JSON.stringify({ ...account, baseUrl: 'http://patSecret.example' })],
])('a secret that %s is told, and nothing of it', (what, text) => {
  expect(() => parseAirtableAccount(text)).toThrow(what);
  expect(() => parseAirtableAccount(text)).not.toThrow('patSecret');
  expect(() => parseAirtableAccount(text)).toThrow(expect.objectContaining({ code: 'bad-credentials' }));
});
