import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients, eventually } from './clients.ts';
import { millrace, useStack, type RunningStack } from './stack.ts';

let stack: RunningStack;
let clients: Clients;

beforeAll(async () => {
  stack = await useStack();
  clients = await Clients.open(stack.endpoints);
});

afterAll(async () => {
  await clients?.close();
  await stack?.stop();
});

const folder = 'gem/PRODUCT/2026/03';
const schema = 'inriver_gem';

function product(id: number, attributes: Record<string, unknown>): string {
  return `${JSON.stringify({ EntityId: id, EntityTypeId: 'Product', Attributes: attributes })}\n`;
}

describe('a file dropped in the landing bucket', () => {
  const key = `${folder}/ecommerce_100_20260301080000_001.jsonl`;

  test('is in the products table soon after, with its events and counts', async () => {
    await clients.put(key, product(1, { Name: 'Valve' }) + product(2, { Name: 'Pump' }));
    const complete = await clients.waitForEvent(schema, key, 'file_complete');
    expect(complete).toMatchObject({ records_processed: '2', records_inserted: '2', records_rejected: '0' });
    expect(complete['metadata']).toMatchObject({
      staging_ms: expect.any(Number),
      rows_per_second: expect.any(Number),
    });
    const rows = await clients.query(
      `select id, data -> 'Attributes' ->> 'Name' as name from ${schema}.products order by id`,
    );
    expect(rows).toEqual([
      { id: '1', name: 'Valve' },
      { id: '2', name: 'Pump' },
    ]);
  });

  test('changes nothing when its event comes again, however often', async () => {
    const [file] = await clients.query<{
      version_id: string;
      size_bytes: string;
      etag: string;
      bucket: string;
    }>(`select * from ${schema}.landed_files where key = $1`, [key]);
    const detail = {
      version: '0',
      bucket: { name: file?.bucket },
      object: { key, size: Number(file?.size_bytes), etag: file?.etag, 'version-id': file?.version_id },
      reason: 'PutObject',
    };
    for (let time = 0; time < 5; time += 1) await clients.ring('gem', JSON.stringify(detail), randomUUID());
    await eventually('an empty queue', async () =>
      (await clients.countMessages(stack.endpoints.queues['gem'] ?? '')) === 0 ? true : undefined,
    );
    const events = await clients.query(
      `select event_type from ${schema}.file_processing_events where source_file = $1 order by id`,
      [key],
    );
    expect(events.map((event) => event['event_type'])).toEqual([
      'file_received',
      'file_start',
      'file_complete',
    ]);
  });

  test('is a duplicate when it is dropped again with the same bytes', async () => {
    await clients.put(key, product(1, { Name: 'Valve' }) + product(2, { Name: 'Pump' }));
    await clients.waitForEvent(schema, key, 'file_duplicate');
    const [{ count } = { count: '' }] = await clients.query<{ count: string }>(
      `select count(*) from ${schema}.loads l join ${schema}.landed_files f using (landed_file) where f.key = $1`,
      [key],
    );
    expect(count).toBe('1');
  });
});

test('a delta patches, clears with null, deletes with a tombstone, and sets its bad lines aside', async () => {
  const key = `${folder}/ecommerce_101_20260301090000_001.jsonl`;
  const lines = [
    product(1, { Name: null, Colour: 'red' }),
    '{"EntityId":2,"Deleted":true}\n',
    '{"EntityId":3,"Attributes":{"Weight":1.10,"Serial":12345678901234567890}}\n',
    '{"EntityId":4,"Attributes":{"Name":"broken"\n',
  ];
  await clients.put(key, lines.join(''));
  const complete = await clients.waitForEvent(schema, key, 'file_complete');
  expect(complete).toMatchObject({
    records_processed: '4',
    records_inserted: '1',
    records_updated: '1',
    records_deleted: '1',
    records_rejected: '1',
  });
  const rows = await clients.query(
    `select id, deleted, (data -> 'Attributes')::text as attributes from ${schema}.products where id in ('1', '2', '3') order by id`,
  );
  expect(rows).toEqual([
    { id: '1', deleted: false, attributes: '{"Colour": "red"}' },
    { id: '2', deleted: true, attributes: '{"Name": "Pump"}' },
    { id: '3', deleted: false, attributes: '{"Serial": 12345678901234567890, "Weight": 1.10}' },
  ]);
  const rejects = await millrace(stack, 'rejects', '--file', key, '--bu', 'gem', '--json');
  expect(rejects.exitCode).toBe(0);
  expect(JSON.parse(rejects.stdout)).toMatchObject({ total: 1, rejects: [{ line: '4', code: 'not-json' }] });
});

test('a file uploaded in parts, larger than one request may be, loads like any other', async () => {
  const key = 'cefl/PRODUCT/2026/03/ecommerce_200_20260301080000_001.jsonl';
  const text = 'x'.repeat(2_000);
  const body = Buffer.from(Array.from({ length: 6_500 }, (_, id) => product(id, { Text: text })).join(''));
  await clients.putInParts(key, body);
  const complete = await clients.waitForEvent('inriver_cefl', key, 'file_complete');
  expect(complete).toMatchObject({ records_inserted: '6500' });
  expect(complete['metadata']).toMatchObject({ bytes: body.length });
});

test('a file under SHARED/ reaches every unit that lists its feed', async () => {
  const attributes = [
    { AttributeId: 'ProductName', DataType: 'String' },
    { AttributeId: 'ProductWeight', DataType: 'Double' },
  ];
  await clients.put(
    'SHARED/AttributeFile.json',
    JSON.stringify([{ EntityTypeId: 'Product', Attributes: attributes }]),
  );
  for (const unit of ['bak', 'cefl', 'ecm', 'gem']) {
    await clients.waitForEvent(`inriver_${unit}`, 'SHARED/AttributeFile.json', 'full_closed');
    const rows = await clients.query(
      `select id, data ->> 'EntityTypeId' as entity from inriver_${unit}.attribute_file order by id`,
    );
    expect(rows).toEqual([
      { id: 'ProductName', entity: 'Product' },
      { id: 'ProductWeight', entity: 'Product' },
    ]);
  }
});

test('a key that no feed recognises is registered as ignored, with the reason', async () => {
  await clients.put('gem/PRODUCT/2026/03/readme.txt', 'hello');
  const ignored = await clients.waitForEvent(schema, 'gem/PRODUCT/2026/03/readme.txt', 'file_ignored');
  expect(ignored['metadata']).toMatchObject({ code: expect.any(String), reason: expect.any(String) });
});

test('a damaged file halts its feed, says so, ends in the dead-letter queue, and leaves the other feeds alone', async () => {
  const damaged = `${folder}/ecommerce_50_20260331080000_001.jsonl.gz`;
  await clients.put(damaged, 'no archive');
  const halted = await clients.waitForEvent(schema, damaged, 'file_error');
  expect(halted['metadata']).toMatchObject({ code: 'not-gzip' });
  await eventually('the message in the dead-letter queue', async () => {
    const url = (stack.endpoints.queues['gem'] ?? '').replace('-landing.fifo', '-landing-dlq.fifo');
    return (await clients.countMessages(url)) === 1 ? true : undefined;
  });

  const status = await millrace(stack, 'status', '--bu', 'gem');
  expect(status.exitCode).toBe(1);
  expect(status.stdout).toContain('not-gzip');

  const node = 'gem/CHANNEL/ChannelNode_300_20260301100000.jsonl';
  await clients.put(node, '{"EntityId":1,"EntityTypeId":"ChannelNode","Attributes":{}}\n');
  await clients.waitForEvent(schema, node, 'file_complete');
});
