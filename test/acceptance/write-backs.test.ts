import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients, eventually } from './clients.ts';
import { millrace, useStack, type RunningStack } from './stack.ts';

/**
 * From an edit to Airtable and Asana and back, through HTTP and S3 alone: the pipeline's API, the two systems' own APIs, and
 * snapshots that land as a nightly pull would bring them.
 */
let stack: RunningStack;
let clients: Clients;
let token: string;

const samples = join(import.meta.dirname, '..', '..', 'samples', 'landing');
const summer = 'recDev00000000002';
const summerTask = '1209000000002001';
/** For what the command line does several times. */
const patientlyMs = 90_000;
const winter = 'recDev00000000004';
/** What somebody made of a date of Winter, in Airtable and without telling anybody. */
const changedInAirtable = '2028-02-02';
const airtableNames: Record<string, string> = {
  stage_1_brief_due: 'Stage 1: Brief due',
  stage_2_concept_due: 'Stage 2: Concept due',
  launch_date: 'Launch date',
};

beforeAll(async () => {
  stack = await useStack();
  clients = await Clients.open(stack.endpoints);
  token = (await run('token', '--scopes', 'read,write,operate', '--bu', 'athena'))
    .trimEnd()
    .split('\n')
    .at(-1)!;
  const keys = globSync('athena/{AIRTABLE,ASANA}/**/*.jsonl', { cwd: samples });
  for (const key of keys) await clients.put(key, readFileSync(join(samples, key)));
  await eventually('the samples', async () => {
    const { status, body } = await call('GET', `dev-groups/${summer}`);
    const sources: any[] = (await call('GET', 'status')).body.sources;
    const tasks = sources.find(({ feed }) => feed === 'asana_task');
    return status === 200 && body.name && tasks.last_applied_at ? true : undefined;
  });
  await changeInAirtable(winter, { 'Stage 1: Brief due': changedInAirtable });
});

afterAll(async () => {
  await clients?.close();
  await stack?.stop();
});

async function run(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await millrace(stack, ...words);
  expect([exitCode, stderr], words.join(' ')).toEqual([0, expect.any(String)]);
  return stdout;
}

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const response = await fetch(`${stack.endpoints.api}/api/pipeline/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function group(id: string): Promise<any> {
  return (await call('GET', `dev-groups/${id}`)).body;
}

/** All write-backs so far, oldest first. */
async function writeBacks(): Promise<any[]> {
  return (await call('GET', 'write-backs?limit=100')).body.items;
}

/** Waits until nothing is on its way any more. */
async function sent(): Promise<any[]> {
  return eventually('write-backs that have ended', async () => {
    const all = await writeBacks();
    return all.every(({ status }) => ['done', 'failed', 'superseded'].includes(status)) ? all : undefined;
  });
}

const airtableTable = () => `${stack.endpoints.airtable}/v0/appLocal/Dev%20Groups`;
const asAirtable = { authorization: 'Bearer local-airtable-token', 'content-type': 'application/json' };

/**
 * As somebody sees it who looks in Airtable. It takes five requests a second, of the drain and of this suite together, and
 * nothing for half a minute after a sixth: so it is asked seldom.
 */
async function inAirtable(id: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${airtableTable()}/${id}`, { headers: asAirtable });
  expect(response.status).toBe(200);
  return ((await response.json()) as any).fields;
}

/** As somebody does who works in Airtable. */
async function changeInAirtable(id: string, fields: Record<string, unknown>): Promise<void> {
  const body = JSON.stringify({ records: [{ id, fields }] });
  expect((await fetch(airtableTable(), { method: 'PATCH', headers: asAirtable, body })).status).toBe(200);
}

/** The dates of a task, by the names that people see. */
async function inAsana(gid: string): Promise<Record<string, unknown>> {
  const headers = { authorization: 'Bearer local-asana-token' };
  const { data } = (await (await fetch(`${stack.endpoints.asana}/tasks/${gid}`, { headers })).json()) as any;
  const custom = data.custom_fields.map(({ name, date_value: value }: any) => [name, value?.date ?? null]);
  return { due_on: data.due_on, ...Object.fromEntries(custom) };
}

const keyOf = (night: number) =>
  `athena/AIRTABLE/2026/03/dev_group_full_202603${String(night).padStart(2, '0')}060000.jsonl`;

/**
 * Lands what a pull brings that began then: the groups of the samples, Summer with these fields and with the night in its
 * name, so that whoever asks sees when it is there.
 */
async function pull(night: number, began: Date, fields: Record<string, unknown>): Promise<void> {
  const lines = readFileSync(join(samples, keyOf(2)), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const summerLine = lines.find(({ id }) => id === summer);
  Object.assign(summerLine.fields, fields, { Name: `Summer, night ${night}` });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await clients.put(keyOf(night), text, { 'pull-started-at': began.toISOString() });
  await eventually(`night ${night}`, async () =>
    (await group(summer)).name === `Summer, night ${night}` ? true : undefined,
  );
}

describe('an edit of a development group', () => {
  const edited = { stage_2_concept_due: '2027-01-15', launch_date: '2027-08-20' };
  const later = '2027-09-01';
  let beforeEdit: Date;
  let settled: any[];

  test('holds at once', async () => {
    beforeEdit = new Date();
    const { status, body } = await call('PATCH', `dev-groups/${summer}`, edited);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: summer, ...edited });
    const edits = body.edits.map(({ field, value }: any) => [field, value]);
    expect(Object.fromEntries(edits)).toEqual(edited);
  });

  test('is in Airtable and in Asana soon after, and nothing else of the record is touched', async () => {
    settled = await sent();
    expect(
      new Set(settled.map(({ destination, entity_id: id, status }) => `${destination} ${id} ${status}`)),
    ).toEqual(new Set([`airtable ${summer} done`, `asana ${summerTask} done`]));
    expect(await inAirtable(summer)).toMatchObject({
      'Stage 1: Brief due': '2026-03-06',
      [airtableNames['stage_2_concept_due']!]: edited.stage_2_concept_due,
      [airtableNames['launch_date']!]: edited.launch_date,
    });
    expect(await inAsana(summerTask)).toMatchObject({
      'Stage 1: Brief due': '2026-03-06',
      'Stage 2: Concept due': edited.stage_2_concept_due,
      due_on: edited.launch_date,
    });
    expect((await group(summer)).edits.map(({ state }: any) => state)).toEqual(['done', 'done']);
  });

  test('is not undone by a pull that had begun before it', async () => {
    await pull(3, beforeEdit, {});
    expect(await group(summer)).toMatchObject(edited);
  });

  test('gives way to a pull that began after it was sent: the record has it then, and what came after', async () => {
    await changeInAirtable(summer, { 'Launch date': later });
    const known = { 'Stage 2: Concept due': edited.stage_2_concept_due, 'Launch date': later };
    await pull(4, new Date(), known);
    // The night after ends the one before: until then parts of it could still come.
    await pull(5, new Date(), known);
    const shown = await eventually('the record without edits', async () => {
      const now = await group(summer);
      return now.edits.length === 0 ? now : undefined;
    });
    expect(shown).toMatchObject({ ...edited, launch_date: later });
  });

  test(
    'is sent by no replay, and stays where it is',
    async () => {
      await run('replay', '--bu', 'athena', '--from', keyOf(4), '--reason', 'a test', '--yes');
      expect(await group(summer)).toMatchObject({ launch_date: later, edits: [] });
      expect(await writeBacks()).toEqual(settled);
    },
    patientlyMs,
  );

  test(
    'shows again while the pulls that know it are left out, and is not sent for that',
    async () => {
      for (const night of [5, 4])
        await run('skip', keyOf(night), '--bu', 'athena', '--reason', 'a test', '--yes');
      expect(await group(summer)).toMatchObject({ name: 'Summer, night 3', ...edited });
      expect((await inAirtable(summer))['Launch date']).toBe(later);
      expect((await inAsana(summerTask))['due_on']).toBe(edited.launch_date);
      for (const night of [4, 5]) await run('skip', keyOf(night), '--bu', 'athena', '--undo', '--yes');
      await eventually('the record without edits', async () =>
        (await group(summer)).edits.length === 0 ? true : undefined,
      );
      expect((await group(summer)).launch_date).toBe(later);
      expect(await writeBacks()).toEqual(settled);
    },
    patientlyMs,
  );
});

describe('a field that somebody changed in Airtable meanwhile', () => {
  test('is not overwritten; the edit stays, and says so; a retry overwrites what was found', async () => {
    await call('PATCH', `dev-groups/${winter}`, { stage_1_brief_due: '2028-01-01' });
    const failed = (await sent()).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([
      {
        ...{ destination: 'airtable', entity_id: winter, error_code: 'conflict' },
        found: { 'Stage 1: Brief due': changedInAirtable },
      },
    ]);
    expect((await inAirtable(winter))['Stage 1: Brief due']).toBe(changedInAirtable);
    expect(await group(winter)).toMatchObject({
      stage_1_brief_due: '2028-01-01',
      edits: [{ field: 'stage_1_brief_due', state: 'conflict', last_error: expect.any(String) }],
    });

    expect((await call('POST', `write-backs/${failed[0].id}/retry`)).status).toBe(200);
    expect((await sent()).filter(({ status }) => status === 'failed')).toEqual([]);
    expect((await inAirtable(winter))['Stage 1: Brief due']).toBe('2028-01-01');
  });
});
