import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Clients } from './clients.ts';
import { millrace, useStack, type CommandResult, type RunningStack } from './stack.ts';

let stack: RunningStack;
let clients: Clients;
const folder = mkdtempSync(join(tmpdir(), 'millrace-lookups-'));

beforeAll(async () => {
  stack = await useStack();
  clients = await Clients.open(stack.endpoints);
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await clients?.close();
  await stack?.stop();
});

const schema = 'inriver_bak';
const [one, two] = ['0801', '0802'].map(
  (time) => `bak/PRODUCT/2026/03/ecommerce_20260303${time}00_001.jsonl`,
) as [string, string];
const line = (id: number, name: string): string => `{"EntityId":${id},"Attributes":{"Name":"${name}"}}\n`;

function ask(verb: string, ...words: string[]): Promise<CommandResult> {
  return millrace(stack, verb, ...words, '--bu', 'bak');
}

/** Everything that is kept under `PLAN/`, in whatever version. */
async function listAside(): Promise<unknown[]> {
  const { s3: endpoint, landingBucket: Bucket } = stack.endpoints;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket, Prefix: 'PLAN/' }),
  );
  s3.destroy();
  return [...Versions, ...DeleteMarkers];
}

test('a file is planned, then loaded, and its values are followed back to it', async () => {
  await clients.put(one, line(1, 'one') + line(2, 'two'));
  await clients.waitForEvent(schema, one, 'file_complete');
  const local = join(folder, 'mended.jsonl');
  writeFileSync(local, line(2, 'new') + line(3, 'three'));

  const planned = await ask('plan', local, '--as', two);
  expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
  expect(planned.stdout).toContain('2 records: 1 inserted, 1 updated, 0 unchanged, 0 deleted');
  expect(planned.stdout).toContain('    Attributes.Name  "two" → "new"\n');
  expect(await listAside()).toEqual([]);

  const loaded = await ask('load', local, '--as', two);
  expect(loaded.stdout).toContain('1 inserted, 1 updated, 0 unchanged, 0 deleted');
  const again = await ask('plan', two);
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('nothing would happen') as string,
  });

  const shown = await ask('show', '2');
  expect(shown.stdout).toMatch(/Attributes\.Name +"new" +\d+ +1 +ecommerce_20260303080200_001\.jsonl/);
  const [first] = await clients.query<{ id: string }>(
    `select id from ${schema}.file_processing_events where event_type = 'file_complete' order by id`,
  );
  const before = await ask('show', '2', '--as-of', String(first?.id), '--json');
  expect(JSON.parse(before.stdout)).toMatchObject({
    fields: [{ field: 'EntityId' }, { field: 'Attributes.Name', value: '"two"', file: one, line: 2 }],
  });
  const told = await ask('history', '2');
  expect(told.stdout).toContain('products 2: 2 steps in force\n');
  expect(told.stdout).toContain('    Attributes.Name  "two" → "new"\n');
});

test('what is unknown is refused, and what would halt is exit code 2', async () => {
  expect(await ask('show', '999')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('No file of bak speaks of "999"') as string,
  });
  expect(await ask('plan', two.replace('0802', '0859'))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('There is no object') as string,
  });
  const bad = join(folder, 'bad.jsonl');
  writeFileSync(bad, '{"EntityId":\n'.repeat(30));
  const planned = await ask('plan', bad, '--as', two.replace('0802', '0803'));
  expect(planned).toMatchObject({ exitCode: 2, stderr: '' });
  expect(planned.stdout).toContain('it would halt: too-many-rejects');
});

test('what is put aside is nobody’s unrouted object', async () => {
  await clients.put('PLAN/left/behind.jsonl', line(1, 'one'));
  const compared = await ask('reconcile', '--dry-run', '--json');
  expect(JSON.parse(compared.stdout)).toMatchObject({ unrouted: { count: 0 } });
});
