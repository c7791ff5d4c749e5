import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { runThirdParties } from '../../../local/third-parties/run-third-parties.ts';
import { startTestS3 } from './s3-client.ts';
import { makeTemporaryDir } from './temporary-dir.ts';

const groups = (night: string) => `athena/AIRTABLE/2026/03/dev_group_full_202603${night}060000.jsonl`;
const tasks = (night: string) => `athena/ASANA/2026/03/task_full_202603${night}061000.jsonl.gz`;
const group = (id: string, launch: string) =>
  JSON.stringify({ id, createdTime: '2025-01-06T15:04:05.000Z', fields: { 'Launch date': launch } });
const task = (gid: string, due: string) => JSON.stringify({ gid, due_on: due });
const lines = (...texts: string[]) => Buffer.from(texts.map((text) => `${text}\n`).join(''));

async function start(options: { stateDir?: string; fresh?: boolean; s3Dir?: string } = {}) {
  const { s3, client, events, dir } = await startTestS3(options.s3Dir);
  const stateDir = options.stateDir ?? (await makeTemporaryDir());
  const log: string[] = [];
  const parties = await runThirdParties({
    ...{ stateDir, fresh: options.fresh ?? false, s3, landingBucket: 'landing' },
    ...{ ports: { airtable: 0, asana: 0 }, log: (line: string) => log.push(line) },
  });
  onTestFinished(() => parties.close());
  const { AirtableAccount, AsanaAccount } = parties.accounts;
  const airtable = JSON.parse(AirtableAccount!) as { baseUrl: string; token: string };
  const asana = JSON.parse(AsanaAccount!) as { baseUrl: string; token: string };
  const table = `${airtable.baseUrl}/v0/appLocal/Dev%20Groups`;
  const asAirtable = { authorization: `Bearer ${airtable.token}` };
  const asAsana = { authorization: `Bearer ${asana.token}` };
  return {
    ...{ client, parties, stateDir, s3Dir: dir, log },
    put: async (Key: string, Body: Buffer) => {
      await client.send(new PutObjectCommand({ Bucket: 'landing', Key, Body }));
      parties.hear(events.at(-1)!);
    },
    launchOf: async (id: string) =>
      ((await (await fetch(`${table}/${id}`, { headers: asAirtable })).json()) as any).fields?.[
        'Launch date'
      ],
    setLaunch: async (id: string, date: string) =>
      (
        await fetch(table, {
          ...{ method: 'PATCH', headers: asAirtable },
          body: JSON.stringify({ records: [{ id, fields: { 'Launch date': date } }] }),
        })
      ).status,
    dueOf: async (gid: string) =>
      ((await (await fetch(`${asana.baseUrl}/tasks/${gid}`, { headers: asAsana })).json()) as any).data
        ?.due_on,
    setDue: (gid: string, due_on: string) =>
      fetch(`${asana.baseUrl}/tasks/${gid}`, {
        ...{ method: 'PUT', headers: asAsana, body: JSON.stringify({ data: { due_on } }) },
      }),
  };
}

test('what lands of Airtable and Asana can be asked for there at once, and what is of no use is passed over', async () => {
  const { put, launchOf, dueOf, log } = await start();
  await put(groups('01'), lines('no JSON', '[]', '{"id":7}', group('recA1', '2026-06-05')));
  await put(tasks('01'), gzipSync(lines(task('1000', '2026-06-05'))));
  expect([await launchOf('recA1'), await dueOf('1000')]).toEqual(['2026-06-05', '2026-06-05']);
  await put(tasks('02'), lines('not compressed'));
  await put('athena/NETSUITE/2026/03/invoices_full_20260301062000.jsonl', lines('{}'));
  expect(await dueOf('1001')).toBeUndefined();
  expect(log).toEqual([expect.stringContaining(`${tasks('02')} was not taken into the stand-ins`)]);
});

test('a later snapshot brings what is new and changes nothing', async () => {
  const { put, launchOf, setLaunch } = await start();
  await put(groups('01'), lines(group('recA1', '2026-06-05')));
  expect(await setLaunch('recA1', '2027-01-01')).toBe(200);
  await put(groups('02'), lines(group('recA1', '2026-07-07'), group('recA2', '2026-08-08')));
  expect([await launchOf('recA1'), await launchOf('recA2')]).toEqual(['2027-01-01', '2026-08-08']);
});

test('a restart finds what had landed and what was changed; a fresh one forgets the changes', async () => {
  const first = await start();
  await first.put(groups('01'), lines(group('recA1', '2026-06-05'), group('recA2', '2026-06-05')));
  await first.put(groups('02'), lines(group('recA1', '2026-07-07')));
  await first.put(tasks('01'), gzipSync(lines(task('1000', '2026-06-05'))));
  await first.setLaunch('recA1', '2027-01-01');
  await first.setDue('1000', '2027-02-02');
  await first.parties.close();

  const { stateDir, s3Dir } = first;
  const again = await start({ stateDir, s3Dir });
  expect([await again.launchOf('recA1'), await again.launchOf('recA2'), await again.dueOf('1000')]).toEqual([
    '2027-01-01',
    '2026-06-05',
    '2027-02-02',
  ]);
  await again.setLaunch('recA1', '2027-03-03');
  await again.parties.close();
  const third = await start({ stateDir, s3Dir });
  expect(await third.launchOf('recA1')).toBe('2027-03-03');
  await third.parties.close();

  const fresh = await start({ stateDir, s3Dir, fresh: true });
  expect([await fresh.launchOf('recA1'), await fresh.dueOf('1000')]).toEqual(['2026-06-05', '2026-06-05']);
});

test('what was changed of a record that has gone since is no reason not to start', async () => {
  const first = await start();
  await first.put(groups('01'), lines(group('recA1', '2026-06-05')));
  await first.put(tasks('01'), gzipSync(lines(task('1000', '2026-06-05'))));
  await first.setLaunch('recA1', '2027-01-01');
  await first.setDue('1000', '2027-02-02');
  for (const Key of [groups('01'), tasks('01')])
    await first.client.send(new DeleteObjectCommand({ Bucket: 'landing', Key }));
  await first.parties.close();
  const again = await start({ stateDir: first.stateDir, s3Dir: first.s3Dir });
  expect([await again.launchOf('recA1'), await again.dueOf('1000')]).toEqual([undefined, undefined]);
});
