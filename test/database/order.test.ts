import { describe, expect, test } from 'vitest';
import { announcementOf } from '#core/doorbell.ts';
import type { ObjectVersion } from '#core/object-version.ts';
import { cloneDatabase } from '../support/test-database.ts';
import {
  jsonl,
  makeUnit,
  product,
  productKey,
  products,
  tombstone,
  type UnitBench,
} from '../support/unit-bench.ts';

const database = await cloneDatabase();

const attributeFileKey = 'SHARED/AttributeFile.json';

describe('repeated announcements', () => {
  test('of one version load it once', async () => {
    const bench = await makeUnit(database);
    const object = bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1)));
    for (let time = 0; time < 5; time++) await bench.loader.answer(announcementOf(object));
    expect(await bench.events()).toEqual(
      ['file_received', 'file_start', 'file_complete'].map(
        (type) => `${type} ecommerce_20260303080100.jsonl`,
      ),
    );
  });

  test('of the same bytes under the same key are a duplicate that is not loaded', async () => {
    const bench = await makeUnit(database);
    for (let time = 0; time < 2; time++)
      await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
    expect((await bench.events()).slice(3)).toEqual(['file_duplicate ecommerce_20260303080100.jsonl']);
    expect(await bench.rows('select count(*)::int as loads from loads')).toEqual([{ loads: 1 }]);
  });

  test('of the same bytes are a duplicate also when their ETags differ, as those of uploads in parts do', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
    const { bucket } = bench.loader;
    const again = bucket.put(productKey(bench, '0801'), jsonl(product(1)), undefined, 'of-parts-2');
    await announce(bench, again);
    expect((await bench.events()).slice(3)).toEqual(
      ['file_received', 'file_start', 'file_duplicate'].map(
        (type) => `${type} ecommerce_20260303080100.jsonl`,
      ),
    );
    expect(await bench.alerts()).toEqual([]);
  });
});

describe('files of a feed', () => {
  test('apply in the order of their names, not of their events', async () => {
    const bench = await makeUnit(database);
    const later = bench.loader.bucket.put(productKey(bench, '0802'), jsonl(product(1, { Name: 'new' })));
    const earlier = bench.loader.bucket.put(
      productKey(bench, '0801'),
      jsonl(product(1, { Name: 'old', Size: 1 })),
    );
    await registerOnly(bench, later, earlier);
    await bench.loader.ring();
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'new', Size: 1 }) });
  });

  test('that come late take their place', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(productKey(bench, '0802'), jsonl(product(1, { Name: 'new' })));
    const late = jsonl(product(1, { Name: 'old', Size: 1 }), product(2));
    expect(await bench.loader.drop(productKey(bench, '0801'), late)).toBe('nothing-due');
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'new', Size: 1 }), 2: product(2) });
    expect(await bench.lastEvent('file_complete')).toMatchObject({
      ...{ inserted: 1, updated: 1, unchanged: 0, metadata: { late: true, live_records: 2 } },
    });
  });

  test('that come late halt a feed that is set so, while other feeds go on; resuming lets them in', async () => {
    const bench = await makeUnit(database);
    await bench.rows(`update feed_settings set late = 'halt'`);
    await bench.loader.drop(productKey(bench, '0802'), jsonl(product(1, { Name: 'new' })));
    const late = bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1, { Size: 1 })));
    expect(await announce(bench, late)).toBe('halted');
    expect(await bench.loader.drop(productKey(bench, '0803'), jsonl(product(2)))).toBe('nothing-due');
    await bench.loader.drop(nodesKey(bench, '20260303080000'), jsonl({ EntityId: 9 }));
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'new' }) });
    expect(await bench.live('channel_nodes')).toEqual({ 9: { EntityId: 9 } });
    expect(await bench.alerts()).toEqual(['halted-file late-file']);

    expect(await announce(bench, late)).toBe('nothing-due');
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'new', Size: 1 }), 2: product(2) });
    expect(await bench.alerts()).not.toContain('halted-file late-file');
  });

  test('of the other shape halt their feed with that reason', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(nodesKey(bench, '20260303080000'), jsonl({ EntityId: 9 }));
    const structure = `${bench.unit.name}/CHANNEL/ChannelStructure_001.jsonl`;
    expect(await bench.loader.drop(structure, jsonl({ EntityId: 8 }))).toBe('halted');
    const { error_message: message, metadata } = await bench.lastEvent('file_error');
    expect(metadata).toMatchObject({ code: 'other-file-shape' });
    expect(message).toContain('come as ChannelNode files; a ChannelStructure file cannot be put in order');
    expect(await bench.live('channel_nodes')).toEqual({ 9: { EntityId: 9 } });
  });
});

describe('versions of a timestamped key', () => {
  test('with other bytes than the one applied take its place', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(
      productKey(bench, '0801'),
      jsonl(product(1, { Name: 'bad', Bad: 1 }), product(2)),
    );
    const good = jsonl(product(1, { Name: 'good' }));
    expect(await bench.loader.drop(productKey(bench, '0801'), good)).toBe('nothing-due');
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'good' }) });
    expect(await bench.rows('select id from records')).toEqual([{ id: '1' }]);
  });

  test('with other bytes halt a feed that is set so; resuming lets them in', async () => {
    const bench = await makeUnit(database);
    await bench.rows(`update feed_settings set late = 'halt'`);
    await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1, { Name: 'bad' })));
    const good = bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1, { Name: 'good' })));
    expect(await announce(bench, good)).toBe('halted');
    expect((await bench.lastEvent('file_error'))['metadata']).toMatchObject({ code: 'corrected-file' });
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'bad' }) });
    expect(await announce(bench, good)).toBe('nothing-due');
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'good' }) });
  });

  test('that go back to what was there before lead back', async () => {
    const bench = await makeUnit(database);
    for (const name of ['A', 'B', 'A']) {
      await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1, { Name: name })));
    }
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'A' }) });
    expect(await bench.alerts()).toEqual([]);
    expect(await bench.loader.drop(productKey(bench, '0802'), jsonl(product(2)))).toBe('nothing-due');
    expect(Object.keys(await bench.live())).toEqual(['1', '2']);
  });

  test('announced in reversed order: the newest counts, the older is superseded', async () => {
    const bench = await makeUnit(database);
    const older = bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1, { Name: 'old' })));
    const newer = bench.loader.bucket.put(productKey(bench, '0801'), jsonl(product(1, { Name: 'new' })));
    await announce(bench, newer);
    expect(await announce(bench, older)).toBe('nothing-due');
    expect(await bench.live()).toEqual({ 1: product(1, { Name: 'new' }) });
    expect(await bench.rows('select * from pending_files')).toEqual([]);
  });

  test('the newer takes over from one that is halted, and the feed goes on', async () => {
    const bench = await makeUnit(database);
    expect(await bench.loader.drop(productKey(bench, '0801'), jsonl(...bad(30)))).toBe('halted');
    await bench.loader.drop(productKey(bench, '0802'), jsonl(product(2)));
    expect(await bench.live()).toEqual({});
    await bench.loader.drop(productKey(bench, '0801'), jsonl(product(1)));
    expect(Object.keys(await bench.live())).toEqual(['1', '2']);
    expect(await bench.alerts()).toEqual([]);
  });
});

describe('versions of a snapshot', () => {
  test('apply in the order in which S3 wrote them, even within one second', async () => {
    const bench = await makeUnit(database);
    for (const name of ['A', 'B', 'A'])
      await bench.loader.drop(attributeFileKey, attributeFile({ Name: name }));
    expect(await bench.live('attribute_file')).toEqual({ Name: attribute('Name', 'A') });
    expect((await bench.events()).filter((event) => event.startsWith('file_complete'))).toHaveLength(3);
  });

  test('that go back to what is applied while another waits are no duplicates', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(attributeFileKey, attributeFile({ Name: 'A' }));
    const waiting = ['B', 'A'].map((name) =>
      bench.loader.bucket.put(attributeFileKey, attributeFile({ Name: name })),
    );
    await registerOnly(bench, ...waiting);
    await bench.loader.ring();
    expect(await bench.live('attribute_file')).toEqual({ Name: attribute('Name', 'A') });
  });

  test('announced in reversed order: the older is superseded', async () => {
    const bench = await makeUnit(database);
    const [older, newer] = ['A', 'B'].map((name) =>
      bench.loader.bucket.put(attributeFileKey, attributeFile({ Name: name })),
    );
    await announce(bench, newer!);
    expect(await announce(bench, older!)).toBe('nothing-due');
    expect(await bench.live('attribute_file')).toEqual({ Name: attribute('Name', 'B') });
    expect((await bench.events()).at(-1)).toBe('file_received AttributeFile.json');
    expect(await bench.rows('select * from pending_files')).toEqual([]);
  });

  test('written twice with the same bytes are a duplicate', async () => {
    const bench = await makeUnit(database);
    for (let time = 0; time < 2; time++)
      await bench.loader.drop(attributeFileKey, attributeFile({ Name: 'A' }));
    expect((await bench.events()).at(-1)).toBe('file_duplicate AttributeFile.json');
  });

  test('delete what they have not, in the transaction that applies them', async () => {
    const bench = await makeUnit(database);
    await bench.loader.drop(attributeFileKey, attributeFile({ Name: 'A', Size: 'A' }));
    await bench.loader.drop(attributeFileKey, attributeFile({ Name: 'A', Text: 'A' }));
    expect(Object.keys(await bench.live('attribute_file'))).toEqual(['Name', 'Text']);
    expect(await bench.lastEvent('full_closed')).toMatchObject({ inserted: 0, updated: 0, deleted: 1 });
    const transactions = await bench.rows(
      `select count(distinct xmin::text)::int as n from file_processing_events where event_type in ('file_complete', 'full_closed')`,
    );
    expect(transactions).toEqual([{ n: 2 }]);
  });
});

test('1 and 1.0 are different values, and 1.10 keeps its digits', async () => {
  const bench = await makeUnit(database);
  for (const [name, number] of [
    ['0801', '1'],
    ['0802', '1.0'],
    ['0803', '1.0'],
    ['0804', '1.10'],
  ] as const) {
    await bench.loader.drop(productKey(bench, name), `{"EntityId":1,"Attributes":{"n":${number}}}\n`);
  }
  const counts = await bench.rows(
    `select records_updated::int as updated, records_unchanged::int as unchanged
     from file_processing_events where event_type = 'file_complete' order by id`,
  );
  expect(counts.slice(1)).toEqual([
    { updated: 1, unchanged: 0 },
    { updated: 0, unchanged: 1 },
    { updated: 1, unchanged: 0 },
  ]);
  expect(await bench.rows(`select data -> 'Attributes' ->> 'n' as n, source_file from products`)).toEqual([
    { n: '1.10', source_file: productKey(bench, '0804') },
  ]);
});

test('a record that comes back just as it was is inserted', async () => {
  const bench = await makeUnit(database);
  for (const [name, line] of [
    ['0801', product(1, { Name: 'a' })],
    ['0802', tombstone(1)],
    ['0803', product(1, { Name: 'a' })],
  ] as const) {
    await bench.loader.drop(productKey(bench, name), jsonl(line));
  }
  expect(await bench.lastEvent('file_complete')).toMatchObject({ inserted: 1, updated: 0, unchanged: 0 });
  expect(await bench.live()).toEqual({ 1: product(1, { Name: 'a' }) });
});

test('a key that no feed recognises is registered as ignored, with the reason', async () => {
  const bench = await makeUnit(database);
  await bench.loader.drop(`${bench.unit.name}/PRODUCT/2026/03/readme.txt`, 'hello');
  expect((await bench.lastEvent('file_ignored'))['metadata']).toMatchObject({ code: 'unknown-name' });
});

function announce(bench: UnitBench, object: ObjectVersion): Promise<string> {
  return bench.loader.answer(announcementOf(object));
}

/** Answers the events while another loader holds the unit: the files are registered, and nothing is loaded. */
async function registerOnly(bench: UnitBench, ...objects: ObjectVersion[]): Promise<void> {
  const epoch = await bench.loader.ledger.claim('another');
  for (const object of objects) expect(await announce(bench, object)).toBe('claimed-elsewhere');
  await bench.loader.ledger.release(epoch!, () => true);
}

function nodesKey({ unit }: UnitBench, timestamp: string): string {
  return `${unit.name}/CHANNEL/ChannelNode_1_${timestamp}.jsonl`;
}

function attribute(AttributeId: string, text: string): Record<string, unknown> {
  return { AttributeId, Text: text, EntityTypeId: 'Product' };
}

/** A file of one entity type with these attributes. */
function attributeFile(texts: Record<string, string>): string {
  const Attributes = Object.entries(texts).map(([AttributeId, Text]) => ({ AttributeId, Text }));
  return JSON.stringify([{ EntityTypeId: 'Product', Attributes }]);
}

/** Records without an id. */
function bad(count: number): unknown[] {
  return products(1, count).map(() => ({ Attributes: {} }));
}
