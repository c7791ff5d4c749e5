import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients } from './clients.ts';
import { useStack, type RunningStack } from './stack.ts';

const folder = process.env['MILLRACE_DATASETS'] ?? null;

type Entry = {
  key: string;
  file: string;
  feed: string;
  after: Record<string, { count: number; xor: string }>;
};

function readOrder(name: string): Entry[] {
  const text = readFileSync(join(folder ?? '', name, 'order.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry);
}

describe.skipIf(folder === null)('real files through the whole stack (needs MILLRACE_DATASETS)', () => {
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

  async function loadAndCompare(
    name: string,
    schema: string,
    entry: Entry,
    times: Map<string, number>,
  ): Promise<void> {
    const time = (times.get(entry.key) ?? 0) + 1;
    times.set(entry.key, time);
    await clients.put(entry.key, readFileSync(join(folder ?? '', name, entry.file)));
    await clients.waitForEvent(schema, entry.key, 'file_complete', time);
    for (const [feed, expected] of Object.entries(entry.after)) {
      expect({ key: entry.key, feed, ...(await clients.readState(schema, feed)) }).toEqual({
        key: entry.key,
        feed,
        ...expected,
      });
    }
  }

  test('a catalogue in three languages has the expected state after every file', async () => {
    const times = new Map<string, number>();
    for (const entry of readOrder('pim-catalogue'))
      await loadAndCompare('pim-catalogue', 'inriver_bak', entry, times);
    expect(times.get('SHARED/AttributeFile.json')).toBe(3);
  }, 300_000);
});
