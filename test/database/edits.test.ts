import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { athena } from '#catalog/business-units/athena.ts';
import { endpoints } from '#catalog/endpoints.ts';
import { apiSettings } from '#database/api/open-answers.ts';
import { devGroup, openEditBench, type EditAnswer } from '../support/api/edit-bench.ts';

const bench = await openEditBench();
const { deliver, deliverTasks, get, loader, now, patch, queue, retry, rings, rows, settle } = bench;

/** Each test has a minute of its own in the order of files, and groups of its own. */
let minute = 0;
let g = '';
let held: ReturnType<typeof devGroup>[] = [];
/** A file that no line can be read of. */
const utf16 = Buffer.from('\ufeff{}', 'utf16le');
/** What PostgreSQL refuses in a line, so that the line is rejected. */
const nul = { Name: '\u0000' };
const brief = 'Stage 1: Brief due';
const launch = 'Launch date';
const at = (): string => {
  minute += 1;
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}`;
};

beforeEach(async () => {
  await rows(
    `update pending_sync_queue set status = 'done' where status in ('pending', 'in_flight', 'failed')`,
  );
  g = `g${minute + 1}`;
  held = [devGroup(g, { [brief]: '2026-01-15', [launch]: '2026-06-05', 'Asana GIDs': [`t${g}`] })];
  await deliver(at(), held, new Date('2026-01-01T00:00:00Z'));
  rings();
});

const shown = async (): Promise<unknown> => (await get(`/dev-groups/${g}`)).body.stage_1_brief_due;
const edits = async (): Promise<any[]> => (await get(`/dev-groups/${g}`)).body.edits;
const newest = async (n: number) => (await queue()).slice(-n);

describe('an edit', () => {
  test('is made on no connection that answers reads', async () => {
    const { pool } = bench.database.open(athena, 'api', apiSettings(athena.timeZone));
    const edit = pool.query(`select edit_record('dev_group', $1, '{"launch_date":null}', null, 'ann')`, [g]);
    await expect(edit).rejects.toThrow(/read-only transaction/);
    expect(await edits()).toEqual([]);
  });

  test('is answered with the group as it is now, as the list has it', async () => {
    const { status, headers, body } = await patch(g, { stage_1_brief_due: '2026-02-01' });
    expect([status, body.stage_1_brief_due, body.launch_date]).toEqual([200, '2026-02-01', '2026-06-05']);
    expect(body.edits).toEqual([
      {
        field: 'stage_1_brief_due',
        value: '2026-02-01',
        state: 'waiting',
        last_error: null,
        edited_at: expect.stringMatching(/^\d{4}-.*Z$/),
        edited_by: 'ann',
      },
    ]);
    const one = await get(`/dev-groups/${g}`);
    expect(one.body).toEqual(body);
    expect(one.headers['etag']).toBe(headers['etag']);
    const { body: list } = await get('/dev-groups?limit=500');
    expect(list.items.find(({ id }: any) => id === g)).toEqual(body);
  });

  test('is one event, one edit for each field, and a write-back for Airtable and for each task, all at once', async () => {
    await patch(g, { stage_1_brief_due: '2026-02-01', launch_date: null });
    const [event] = await rows(
      `select id, entity_type, metadata from file_processing_events where event_type = 'edited' order by id desc limit 1`,
    );
    expect(event).toMatchObject({
      entity_type: 'airtable_dev_group',
      metadata: {
        entity: 'dev_group',
        id: g,
        by: 'ann',
        if_match: false,
        changes: [
          { field: 'launch_date', from: '2026-06-05', to: null },
          { field: 'stage_1_brief_due', from: '2026-01-15', to: '2026-02-01' },
        ],
      },
    });
    expect(
      await rows(
        `select field, value, value_seen, edited_by from local_edits where edit_event = $1 order by field`,
        [event!['id']],
      ),
    ).toEqual([
      { field: 'launch_date', value: null, value_seen: '2026-06-05', edited_by: 'ann' },
      { field: 'stage_1_brief_due', value: '2026-02-01', value_seen: '2026-01-15', edited_by: 'ann' },
    ]);
    expect(await newest(2)).toEqual([
      {
        ...{ destination: 'airtable', entity_type: 'dev_group', entity_id: g, status: 'pending' },
        fields: { [brief]: '2026-02-01', [launch]: null },
        seen: { [brief]: '2026-01-15', [launch]: '2026-06-05' },
      },
      {
        ...{ destination: 'asana', entity_type: 'task', entity_id: `t${g}`, status: 'pending' },
        fields: { [brief]: '2026-02-01', due_on: null },
        seen: {},
      },
    ]);
    expect(rings()).toEqual([`edit-dev-group ${g}`]);
  });

  test('that changes nothing writes nothing, and is answered all the same', async () => {
    const before = await rows('select count(*) from file_processing_events');
    const { status, body } = await patch(g, { stage_1_brief_due: '2026-01-15', stage_2_concept_due: null });
    expect([status, body.edits, rings()]).toEqual([200, [], []]);
    expect(await rows('select count(*) from file_processing_events')).toEqual(before);
  });

  test('leaves fields alone that have the value already', async () => {
    await patch(g, { stage_1_brief_due: '2026-01-15', launch_date: '2026-07-01' });
    expect((await newest(2)).map(({ fields }) => fields)).toEqual([
      { [launch]: '2026-07-01' },
      { due_on: '2026-07-01' },
    ]);
  });

  test('can clear a field, and can be edited over', async () => {
    await patch(g, { stage_1_brief_due: null });
    expect(await shown()).toBeNull();
    await patch(g, { stage_1_brief_due: '2026-03-01' });
    expect(await shown()).toBe('2026-03-01');
    expect(await edits()).toHaveLength(1);
    expect((await newest(2))[0]).toMatchObject({ seen: { [brief]: null } });
  });

  test('of a field that holds no date has seen what is there', async () => {
    held = [devGroup(g, { [launch]: 'after the fair' })];
    await deliver(at(), held);
    await patch(g, { launch_date: '2026-07-01' });
    expect(await newest(1)).toMatchObject([
      { destination: 'airtable', seen: { [launch]: 'after the fair' } },
    ]);
  });

  test('asks nothing of a halted feed', async () => {
    await loader.drop(`athena/AIRTABLE/2026/03/dev_group_full_20260303${at()}00.jsonl`, utf16);
    expect(await rows('select feed from halted_files')).toHaveLength(1);
    expect((await patch(g, { stage_1_brief_due: '2026-02-01' })).status).toBe(200);
    expect(await shown()).toBe('2026-02-01');
    await rows(`insert into file_processing_events (event_type, landed_file, metadata)
      select 'file_skipped', landed_file, '{}' from halted_files`);
  });

  test('of what is not there, or no more, is a 404', async () => {
    await deliver(at(), [devGroup('other')]);
    for (const id of [g, 'nobody', 'a%00b', encodeURIComponent(`x'; drop`)]) {
      const { status, body } = await patch(id, { launch_date: null });
      expect([id, status, body.code]).toEqual([id, 404, 'no-such-item']);
    }
    expect((await get(`/dev-groups/${g}`)).status).toBe(404);
  });

  test.each([
    ['an unknown member', { colour: 'red' }, 'colour'],
    ['a member that nobody edits', { name: 'x' }, 'name'],
    ['a prototype', '{"__proto__": "2026-01-01"}', '__proto__'],
    ['no day of the calendar', { launch_date: '2026-02-30' }, 'launch_date'],
    ['a day of year 0', { launch_date: '0000-01-01' }, 'launch_date'],
    ['a time', { launch_date: '2026-02-01T00:00:00Z' }, 'launch_date'],
    ['a word that PostgreSQL would take', { launch_date: 'today' }, 'launch_date'],
    ['a number', { launch_date: 20260201 }, 'launch_date'],
    ['an empty text', { launch_date: '' }, 'launch_date'],
    ['nothing', {}, ''],
    ['a list', [], ''],
  ])('with %s is refused, and says what is wrong', async (_what, body, member) => {
    const answer = await patch(g, body);
    expect([answer.status, answer.body.code, answer.headers['content-type']]).toEqual([
      400,
      'invalid-body',
      'application/problem+json',
    ]);
    expect(answer.body.errors).toMatchObject([{ member }]);
    expect(await edits()).toEqual([]);
  });

  test.each([
    ['no JSON', '{', {}, 400, 'invalid-body'],
    ['no body', '', {}, 400, 'invalid-body'],
    ['another type', { launch_date: null }, { type: 'text/plain' }, 415, 'unsupported-type'],
    ['a large body', `{"launch_date":null${' '.repeat(70_000)}}`, {}, 413, 'body-too-large'],
  ])('with %s is refused', async (_what, body, ask, status, code) => {
    const answer = await patch(g, body, ask);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test.each(['read', 'operate'])('takes the scope write, not %s', async (scope) => {
    const claims = { sub: 'ann', scope, units: '[athena]' };
    expect((await patch(g, { launch_date: null }, { claims })).body.code).toBe('missing-scope');
    expect(await edits()).toEqual([]);
  });
});

describe('If-Match', () => {
  const tagOf = async (): Promise<string> =>
    (await get(`/dev-groups/${g}`)).headers['etag']!.replaceAll('"', '');

  test('lets an edit through while the group is as it was seen', async () => {
    const tag = await tagOf();
    const { status, headers } = await patch(g, { launch_date: null }, { wantedTags: [tag] });
    expect(status).toBe(200);
    expect(headers['etag']).not.toBe(`"${tag}"`);
    const [event] = await rows(
      `select metadata -> 'if_match' as given from file_processing_events where event_type = 'edited' order by id desc limit 1`,
    );
    expect(event).toEqual({ given: true });
  });

  test('answers 412 with the tag of now once somebody else has edited it, and changes nothing', async () => {
    const tag = await tagOf();
    await patch(g, { stage_1_brief_due: '2026-02-01' });
    const { status, headers, body } = await patch(g, { launch_date: null }, { wantedTags: [tag] });
    expect([status, body.code, headers['etag']]).toEqual([412, 'changed-meanwhile', `"${await tagOf()}"`]);
    expect((await edits()).map(({ field }) => field)).toEqual(['stage_1_brief_due']);
  });

  test('answers 412 once a file has changed it, and not because a file said the same again', async () => {
    const tag = await tagOf();
    await deliver(at(), held);
    expect((await patch(g, { launch_date: null }, { wantedTags: [tag] })).status).toBe(200);
    const other = await tagOf();
    held = [devGroup(g, { [brief]: '2026-09-09' })];
    await deliver(at(), held);
    expect((await patch(g, { launch_date: '2026-07-07' }, { wantedTags: [other] })).status).toBe(412);
  });

  test('holds while the edit of before is on its way', async () => {
    const { headers } = await patch(g, { launch_date: null });
    await settle('done');
    const tag = headers['etag']!.replaceAll('"', '');
    expect(tag).not.toBe(await tagOf());
    expect((await patch(g, { launch_date: '2026-07-07' }, { wantedTags: [tag] })).status).toBe(200);
  });

  test('that names nothing which could be read is met by nothing; * by anything', async () => {
    expect((await patch(g, { launch_date: null }, { wantedTags: [] })).status).toBe(412);
    expect((await patch(g, { launch_date: null }, { wantedTags: ['*'] })).status).toBe(200);
  });
});

describe('edits at the same time', () => {
  test('of several fields all hold', async () => {
    const fields = ['stage_1_brief_due', 'stage_2_concept_due', 'stage_3_sample_due', 'launch_date'];
    const answers = await Promise.all(
      fields.map((field, day) => patch(g, { [field]: `2027-01-0${day + 1}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { body } = await get(`/dev-groups/${g}`);
    expect(fields.map((field) => body[field])).toEqual([
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
      '2027-01-04',
    ]);
  });

  test('of one field come one after the other, each having seen the one before', async () => {
    const days = ['2027-01-01', '2027-01-02', '2027-01-03', '2027-01-04', '2027-01-05'];
    await Promise.all(days.map((day) => patch(g, { launch_date: day })));
    const found = await rows(`select value, value_seen from local_edits where entity_id = $1 order by edit`, [
      g,
    ]);
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(days));
    expect(found.map(({ value_seen: seen }) => seen)).toEqual([
      '2026-06-05',
      ...found.slice(0, -1).map(({ value }) => value),
    ]);
    expect((await get(`/dev-groups/${g}`)).body.launch_date).toBe(found.at(-1)!['value']);
  });

  test('with one tag: the first is taken, the others are told', async () => {
    const tag = (await get(`/dev-groups/${g}`)).headers['etag']!.replaceAll('"', '');
    const days = ['2027-01-01', '2027-01-02', '2027-01-03'];
    const answers = await Promise.all(
      days.map((day) => patch(g, { launch_date: day }, { wantedTags: [tag] })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
  });
});

describe('an edit lies over the record', () => {
  beforeEach(async () => {
    await patch(g, { stage_1_brief_due: '2026-02-01' });
  });

  test('and the record itself holds what files said', async () => {
    const [record] = await rows(`select data -> 'fields' ->> $2 as value from records where id = $1`, [
      g,
      brief,
    ]);
    expect(record).toEqual({ value: '2026-01-15' });
  });

  test('whatever snapshot comes while it is on its way', async () => {
    await deliver(at(), held, await now());
    expect(await shown()).toBe('2026-02-01');
  });

  test('until a pull that began after it was done is in force, and then the file counts', async () => {
    await settle('done');
    expect((await edits())[0]).toMatchObject({ state: 'done' });
    await deliver(at(), [devGroup(g, { [brief]: '2026-02-02' })], await now());
    expect(await shown()).toBe('2026-02-02');
    expect(await edits()).toEqual([]);
  });

  test('when the pull began before it was done, though the file came later', async () => {
    const began = await now();
    await settle('done');
    await deliver(at(), held, began);
    expect(await shown()).toBe('2026-02-01');
  });

  test('when nobody knows when the pull began', async () => {
    await settle('done');
    await deliver(at(), held);
    expect(await shown()).toBe('2026-02-01');
  });

  test.each(['yesterday', '2026-03-03', '2026-03-03T08:00:00', '2999-01-01T00:00:00Z', ''])(
    'when the pull is said to have begun at "%s", which cannot be',
    async (began) => {
      await settle('done');
      const key = `athena/AIRTABLE/2026/03/dev_group_full_20260303${at()}00.jsonl`;
      await loader.drop(key, `${JSON.stringify(held[0])}\n`, undefined, { 'pull-started-at': began });
      expect(await rows('select pull_started_at from landed_files where key = $1', [key])).toEqual([
        { pull_started_at: null },
      ]);
      expect(await shown()).toBe('2026-02-01');
    },
  );

  test('when Asana has it and Airtable has not', async () => {
    await settle('done', { destination: 'asana' });
    await deliver(at(), held, await now());
    expect(await shown()).toBe('2026-02-01');
    expect((await edits())[0]).toMatchObject({ state: 'waiting' });
  });

  test('when it failed, and says so', async () => {
    await settle('failed');
    await deliver(at(), held, await now());
    expect((await edits())[0]).toMatchObject({
      state: 'failed',
      last_error: 'Airtable said no.',
      value: '2026-02-01',
    });
    expect(await shown()).toBe('2026-02-01');
  });

  test('when it met another value than was seen, and says so', async () => {
    await settle('done', { destination: 'asana' });
    await settle('failed', {
      destination: 'airtable',
      errorCode: 'conflict',
      remote: { [brief]: '2026-05-05' },
    });
    expect((await edits())[0]).toMatchObject({ state: 'conflict', value: '2026-02-01' });
  });

  test('again, when the snapshot that confirmed it is taken out, and nothing is sent for it', async () => {
    await settle('done');
    await deliver(at(), held, await now());
    expect(await shown()).toBe('2026-01-15');
    const sent = await queue();
    const [event] = await rows(
      `select id, landed_file from file_processing_events where event_type = 'file_complete' order by id desc limit 1`,
    );
    await rows(
      `insert into file_processing_events (event_type, landed_file, metadata) values ('file_skipped', $1, '{}')`,
      [event!['landed_file']],
    );
    await loader.ring();
    expect(await shown()).toBe('2026-02-01');
    await rows(
      `insert into file_processing_events (event_type, landed_file, metadata) values ('file_unskipped', $1, '{}')`,
      [event!['landed_file']],
    );
    await rows('update landed_files set settled = false where landed_file = $1', [event!['landed_file']]);
    await loader.ring();
    expect(await shown()).toBe('2026-01-15');
    expect(await queue()).toEqual(sent);
  });

  test('and a replay changes nothing of it', async () => {
    await settle('done');
    await deliver(at(), held, await now());
    const before = [await shown(), await queue(), await rows('select * from local_edits')];
    await rows(`update file_processing_events set replay_date = now() where entity_type = 'airtable_dev_group'
      and id = (select max(id) from file_processing_events where event_type = 'file_complete')`);
    await loader.ring();
    expect(await rows('select from open_marks')).toEqual([]);
    expect([await shown(), await queue(), await rows('select * from local_edits')]).toEqual(before);
  });

  test('when a snapshot of an earlier time comes late', async () => {
    await settle('done');
    const [early, late] = [at(), at()];
    await deliver(late, held, new Date('2026-01-01T00:00:00Z'));
    await deliver(early, held, await now());
    expect(await shown()).toBe('2026-02-01');
  });

  test('when a pull of no known time follows on one that did not know of it', async () => {
    await deliver(at(), held, await now());
    await settle('done');
    await deliver(at(), held);
    expect(await shown()).toBe('2026-02-01');
  });

  test('no more once a pull knew of it, whatever comes after that without a time', async () => {
    await settle('done');
    await deliver(at(), held, await now());
    await deliver(at(), held);
    await loader.drop(
      `athena/AIRTABLE/2026/03/dev_group_20260303${at()}00.jsonl`,
      `${JSON.stringify(devGroup(g, { [brief]: '2026-01-16' }))}\n`,
    );
    expect([await shown(), await edits()]).toEqual(['2026-01-16', []]);
  });

  test('and an alert asks for the time of a pull that says none, until one does', async () => {
    const alerts = () =>
      rows(`select subject, code from alerts where kind = 'unknown-pull' and resolved_at is null`);
    await deliver(at(), held, await now());
    expect(await alerts()).toEqual([]);
    await deliver(at(), held);
    expect(await alerts()).toEqual([{ subject: 'airtable_dev_group', code: 'unknown-pull' }]);
    await deliverTasks(at(), []);
    await deliver(at(), held, await now());
    expect(await alerts()).toEqual([]);
  });

  test('while the line of its record is rejected by every pull that began after it was done', async () => {
    await settle('done');
    const others = [devGroup('x1'), devGroup('x2')];
    await deliver(at(), [{ ...held[0], fields: nul }, ...others], await now());
    expect(await shown()).toBe('2026-02-01');
    await deliver(at(), [{ ...held[0], fields: nul }, ...others], await now());
    expect(await shown()).toBe('2026-02-01');
    await deliver(at(), held, await now());
    expect(await shown()).toBe('2026-01-15');
    const { headers } = await get('/dev-groups');
    // A pull knew of it before: what the record kept is newer than the edit.
    await deliver(at(), [{ ...held[0], fields: nul }, ...others], await now());
    expect(await shown()).toBe('2026-01-15');
    expect((await get('/dev-groups')).headers['etag']).not.toBe(headers['etag']);
  });

  test('and is gone with a later edit that was confirmed, not back in its place', async () => {
    await patch(g, { stage_1_brief_due: '2026-02-09' });
    await settle('done');
    await deliver(at(), held, await now());
    expect(await shown()).toBe('2026-01-15');
  });

  test('until what took over from its write-back was done and is known', async () => {
    await rows(
      `insert into pending_sync_queue (destination, entity_type, entity_id, payload, status)
      values ('airtable', 'dev_group', $1, '{}', 'in_flight')`,
      [g],
    );
    await rows(
      `update pending_sync_queue set status = 'superseded', superseded_by = (select max(id) from pending_sync_queue)
      where entity_id = $1 and edit_event is not null and destination = 'airtable'`,
      [g],
    );
    await deliver(at(), held, await now());
    expect((await edits())[0]).toMatchObject({ state: 'sending', value: '2026-02-01' });
    await settle('done');
    expect((await edits())[0]).toMatchObject({ state: 'done' });
    await deliver(at(), held, await now());
    expect(await shown()).toBe('2026-01-15');
  });
});

describe('an edit after a write-back failed', () => {
  const failing = { destination: 'airtable', errorCode: 'conflict', remote: { [brief]: '2026-05-05' } };
  const remotes = async (n: number) =>
    (await rows('select destination, remote from pending_sync_queue order by id desc limit $1', [n])).map(
      ({ destination, remote }) => [destination, remote],
    );

  test('to the same value is sent once more, and repeating it does no harm', async () => {
    await patch(g, { stage_1_brief_due: '2026-02-01' });
    await settle('failed', failing);
    await patch(g, { stage_1_brief_due: '2026-02-01' });
    expect(await newest(2)).toMatchObject([
      { destination: 'airtable', status: 'pending', fields: { [brief]: '2026-02-01' } },
      { destination: 'asana', status: 'pending', fields: { [brief]: '2026-02-01' } },
    ]);
    expect((await edits())[0]).toMatchObject({ state: 'waiting' });
    const before = await queue();
    await patch(g, { stage_1_brief_due: '2026-02-01' });
    expect(await queue()).toEqual(before);
  });

  test('to the same value is sent once more also when only a task refused it', async () => {
    await patch(g, { launch_date: '2026-07-07' });
    await settle('done', { destination: 'airtable' });
    await settle('failed', { destination: 'asana' });
    const { body } = await patch(g, { launch_date: '2026-07-07', stage_1_brief_due: '2026-01-15' });
    expect(body.edits).toMatchObject([{ field: 'launch_date', state: 'waiting' }]);
    expect(await newest(1)).toMatchObject([{ destination: 'asana', fields: { due_on: '2026-07-07' } }]);
  });

  test('may overwrite what the conflict reported, and nothing else', async () => {
    await patch(g, { stage_1_brief_due: '2026-02-01', launch_date: null });
    await settle('failed', failing);
    await patch(g, { stage_1_brief_due: '2026-02-02', launch_date: '2026-07-07' });
    expect(await remotes(2)).toEqual([
      ['asana', null],
      ['airtable', { [brief]: '2026-05-05' }],
    ]);
    await patch(g, { stage_1_brief_due: null });
    expect((await remotes(2))[1]).toEqual(['airtable', { [brief]: '2026-05-05' }]);
  });

  test('may overwrite what was reported of a task', async () => {
    await patch(g, { launch_date: null });
    await settle('failed', { destination: 'asana', errorCode: 'conflict', remote: { due_on: '2026-05-05' } });
    await patch(g, { launch_date: '2026-07-07' });
    expect(await remotes(2)).toEqual([
      ['asana', { due_on: '2026-05-05' }],
      ['airtable', null],
    ]);
  });

  test('may overwrite nothing that was reported before something was written', async () => {
    await patch(g, { stage_1_brief_due: '2026-02-01', launch_date: null });
    await settle('failed', failing);
    await patch(g, { stage_1_brief_due: '2026-02-02' });
    await rows(`update pending_sync_queue set status = 'done', remote = null where status = 'pending'`);
    await patch(g, { stage_1_brief_due: '2026-02-03' });
    expect((await remotes(2))[1]).toEqual(['airtable', null]);
  });

  test('needs no task', async () => {
    await deliver(at(), [devGroup(g)]);
    expect((await patch(g, { launch_date: '2026-07-07' })).status).toBe(200);
    expect(await newest(1)).toMatchObject([{ destination: 'airtable', entity_id: g }]);
  });
});

describe('the tag of an answer', () => {
  test('changes with an edit, with each step of its write-backs, and when a snapshot confirms it', async () => {
    const tags = new Set<string>();
    const look = async () => {
      const { headers } = await get('/dev-groups');
      tags.add(headers['etag']!);
      const tag = headers['etag']!.replaceAll('"', '');
      expect((await get('/dev-groups', { knownTags: [tag] })).status).toBe(304);
    };
    await look();
    await patch(g, { stage_1_brief_due: '2026-01-20' });
    await look();
    for (const state of ['in_flight', 'failed'] as const) {
      await settle(state);
      await look();
    }
    await rows(`update pending_sync_queue set status = 'done' where status = 'failed'`);
    await look();
    // The very same records: only what lies over them changes.
    await deliver(at(), held, await now());
    await look();
    expect(tags.size).toBe(6);
  });

  test('changes though an older transaction ends after a newer one', async () => {
    await patch(g, { stage_1_brief_due: '2026-01-20' });
    const { pool } = bench.database.open(loader.unit, 'drainer');
    const [slow, quick] = [await pool.connect(), await pool.connect()];
    const set = (status: string, destination: string) =>
      `update athena.pending_sync_queue set status = '${status}' where entity_id in ('${g}', 't${g}') and destination = '${destination}'`;
    await slow.query(`begin; ${set('failed', 'airtable')}`);
    await quick.query(set('done', 'asana'));
    const { headers } = await get('/dev-groups');
    await slow.query('commit');
    const tag = headers['etag']!.replaceAll('"', '');
    expect((await get('/dev-groups', { knownTags: [tag] })).status).toBe(200);
    expect((await edits())[0]).toMatchObject({ state: 'failed' });
    for (const client of [slow, quick]) client.release();
  });

  test('of one group gives a 304 to whoever has it', async () => {
    const { headers } = await get(`/dev-groups/${g}`);
    const tag = headers['etag']!.replaceAll('"', '');
    expect(await get(`/dev-groups/${g}`, { knownTags: [tag] })).toMatchObject({ status: 304, body: '' });
  });
});

describe.each(endpoints.filter(({ itemOf }) => itemOf !== undefined))('$method $path', (endpoint) => {
  test('answers as the OpenAPI document says', async () => {
    const openApi = JSON.parse(readFileSync('docs/generated/openapi.json', 'utf8'));
    const { responses } = openApi.paths[`/api/pipeline${endpoint.path}`][endpoint.method.toLowerCase()];
    const edited = await patch(g, { stage_1_brief_due: '2026-02-01' });
    await settle('failed');
    const { body: list } = await get(`/write-backs?entity_id=${g}`);
    const answers: Record<string, EditAnswer> = {
      'dev-group': await get(`/dev-groups/${g}`),
      'edit-dev-group': edited,
      'retry-write-back': await retry(list.items[0].id),
    };
    const { status, body } = answers[endpoint.name]!;
    expect(status).toBe(200);
    const schema = z.fromJSONSchema(responses['200'].content['application/json'].schema);
    expect(schema.safeParse(body).error).toBeUndefined();
    expect(endpoint.response.safeParse(body).error).toBeUndefined();
  });
});

describe('what a task in Asana is known to have', () => {
  const task = (due: string | null, stage?: string | null) => ({
    ...{ gid: `t${g}`, name: 'x', due_on: due },
    ...(stage !== undefined && {
      custom_fields: [{ gid: '1', name: brief, date_value: stage === null ? null : { date: stage } }],
    }),
  });
  const seenOf = async (changes: object): Promise<unknown> => {
    await patch(g, changes);
    return (await newest(1))[0]!['seen'];
  };

  test('is what files said of that task, not what Airtable has', async () => {
    await deliverTasks(at(), [task('2026-05-05', '2026-01-10')]);
    expect(await seenOf({ launch_date: '2026-07-07', stage_1_brief_due: null })).toEqual({
      due_on: '2026-05-05',
      [brief]: '2026-01-10',
    });
  });

  test('is nothing where files said that it is empty, and unknown where they said nothing of it', async () => {
    await deliverTasks(at(), [task(null, null)]);
    expect(
      await seenOf({ launch_date: '2026-07-07', stage_1_brief_due: null, stage_2_concept_due: '2026-07-07' }),
    ).toEqual({ due_on: null, [brief]: null });
  });

  test('is what was written to it, until a pull knows better', async () => {
    await deliverTasks(at(), [task('2026-05-05')]);
    await patch(g, { launch_date: '2026-07-07' });
    await settle('done');
    expect(await seenOf({ launch_date: '2026-07-08' })).toEqual({ due_on: '2026-07-07' });
    await settle('done');
    await deliverTasks(at(), [task('2026-08-08')], await now());
    expect(await seenOf({ launch_date: '2026-07-09' })).toEqual({ due_on: '2026-08-08' });
  });
});

describe('GET /write-backs', () => {
  test('lists them with what they say and what became of them', async () => {
    await patch(g, { launch_date: null });
    await settle('failed', {
      destination: 'airtable',
      errorCode: 'conflict',
      remote: { [launch]: '2026-05-05' },
    });
    const { status, body } = await get(`/write-backs?entity_id=${g}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      next_cursor: null,
      items: [
        {
          id: expect.stringMatching(/^\d+$/),
          ...{
            destination: 'airtable',
            entity_type: 'dev_group',
            entity_id: g,
            status: 'failed',
            attempts: 1,
          },
          ...{
            next_attempt_at: null,
            error_code: 'conflict',
            last_error: 'Airtable said no.',
            superseded_by: null,
          },
          ...{ fields: { [launch]: null }, found: { [launch]: '2026-05-05' }, done_at: null },
          edit: {
            event: expect.any(Number),
            fields: ['launch_date'],
            edited_by: 'ann',
            edited_at: expect.any(String),
          },
          created_at: expect.any(String),
          updated_at: expect.any(String),
        },
      ],
    });
  });

  test('finds them by what became of them and where they go, and goes on page by page', async () => {
    await patch(g, { launch_date: null });
    const { body } = await get(`/write-backs?status=pending&destination=asana`);
    expect(body.items.map(({ entity_id: id }: any) => id)).toEqual([`t${g}`]);
    const ids: string[] = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await get(`/write-backs?limit=7&sort=-id${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.body.items.map(({ id }: any) => id));
      cursor = page.body.next_cursor;
    }
    const all = await rows('select id from pending_sync_queue order by id desc');
    expect(ids).toEqual(all.map(({ id }) => String(id)));
    const first = await get('/write-backs?limit=2&sort=id');
    const second = await get(`/write-backs?limit=2&sort=id&cursor=${first.body.next_cursor}`);
    expect([...first.body.items, ...second.body.items].map(({ id }: any) => id)).toEqual(
      ids.toReversed().slice(0, 4),
    );
    const odd = Buffer.from('["id","x"]').toString('base64url');
    expect((await get(`/write-backs?sort=id&cursor=${odd}`)).status).toBe(200);
    expect((await get('/write-backs?sort=updated_at&limit=500')).body.items).toHaveLength(all.length);
  });

  test('shows rows of others, whatever they say', async () => {
    await rows(`insert into pdos.pending_sync_queue (destination, entity_type, entity_id, payload)
      values ('fax', 'letter', 'odd', '[1]')`);
    const { body } = await get('/write-backs?entity_id=odd');
    expect(body.items).toMatchObject([{ destination: 'fax', status: 'pending', fields: null, edit: null }]);
  });
});

describe('POST /write-backs/{id}/retry', () => {
  const failed = async (): Promise<string> => {
    await patch(g, { launch_date: '2026-07-07', stage_1_brief_due: null });
    await settle('failed', {
      destination: 'airtable',
      errorCode: 'conflict',
      remote: { [launch]: '2026-05-05' },
    });
    rings();
    const { body } = await get(`/write-backs?entity_id=${g}`);
    return body.items.at(-1).id;
  };

  test('makes one that failed due at once, keeps what the destination had, and rings', async () => {
    const id = await failed();
    const { status, body } = await retry(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ id, status: 'pending', attempts: 0, error_code: null, last_error: null },
      found: { [launch]: '2026-05-05' },
    });
    expect(rings()).toEqual([`retry-write-back ${id}`]);
    expect(
      await rows(
        `select metadata from file_processing_events where event_type = 'write_back_retried' order by id desc limit 1`,
      ),
    ).toMatchObject([
      { metadata: { write_back: Number(id), by: 'ann', code: 'conflict', destination: 'airtable' } },
    ]);
    const [{ due } = {}] = await rows(
      'select next_attempt_at <= clock_timestamp() as due from pending_sync_queue where id = $1',
      [id],
    );
    expect(due).toBe(true);
  });

  test('refuses one that has not failed, and one that is not there', async () => {
    const id = await failed();
    await retry(id);
    expect((await retry(id)).body.code).toBe('not-failed');
    for (const nobody of ['999999', 'x', '1e3', '99999999999999999999'])
      expect([nobody, (await retry(nobody)).status]).toEqual([nobody, 404]);
  });

  test('leaves out what a later edit has set since, and refuses where nothing would be left', async () => {
    const id = await failed();
    await patch(g, { launch_date: '2026-08-08' });
    await settle('done', { destination: 'airtable' });
    expect((await retry(id)).body).toMatchObject({ fields: { [brief]: null } });
    await settle('failed', { destination: 'airtable' });
    await patch(g, { stage_1_brief_due: '2026-08-08' });
    const { status, body } = await retry(id);
    expect([status, body.code]).toEqual([409, 'overtaken']);
  });

  test.each(['read', 'write'])('takes the scope operate, not %s', async (scope) => {
    const id = await failed();
    const claims = { sub: 'ann', scope, units: '[athena]' };
    expect((await retry(id, { claims })).body.code).toBe('missing-scope');
  });
});

describe('edits and write-backs', () => {
  test.each([
    `update local_edits set value = 'null'`,
    'delete from local_edits',
    'truncate local_edits cascade',
  ])('are kept: %s is refused even to the owner', async (statement) => {
    await patch(g, { launch_date: null });
    await expect(rows(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('cannot be written past what the catalogue says, even by the role of the API', async () => {
    const { pool } = bench.database.open(loader.unit, 'api');
    const client = await pool.connect();
    try {
      for (const changes of ['{"name": "x"}', '{"launch_date": "today"}', '{"launch_date": "2026-02-30"}']) {
        await client.query('begin read write');
        await expect(
          client.query(`select * from edit_record('dev_group', $1, $2, null, 'ann')`, [g, changes]),
        ).rejects.toMatchObject({ code: expect.stringMatching(/^22/) });
        await client.query('rollback');
      }
      await expect(
        client.query(`select * from edit_record('dev_group', $1, '{"launch_date": null}', null, 'ann')`, [g]),
      ).rejects.toMatchObject({ code: '25006' });
    } finally {
      client.release();
    }
  });
});
