import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataSetsFolder, readDataSet, withoutDataSets, type DataSetFile } from '../support/data-sets.ts';
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

const product = (id: number): string => `{"EntityId":${id},"Attributes":{}}\n`;
const tooManyBadLines = 'no json\n'.repeat(30);

async function readIds(schema: string): Promise<string[]> {
  const rows = await clients.query<{ id: string }>(
    `select id from ${schema}.products where not deleted order by id`,
  );
  return rows.map(({ id }) => id);
}

describe('a halted file', () => {
  const folder = 'gem/PRODUCT/2026/03';
  const halting = `${folder}/ecommerce_100_20260301080000_001.jsonl`;
  const behind = `${folder}/ecommerce_101_20260301090000_001.jsonl`;

  test('is skipped from the command line, and the file behind it is applied', async () => {
    await clients.put(halting, tooManyBadLines);
    await clients.put(behind, product(1));
    await clients.waitForEvent('inriver_gem', halting, 'file_error');

    const unasked = await millrace(stack, 'skip', halting, '--bu', 'gem', '--reason', 'a test');
    expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') as string });
    const skipped = await millrace(stack, 'skip', halting, '--bu', 'gem', '--reason', 'a test', '--yes');
    expect(skipped).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('left out') as string });

    await clients.waitForEvent('inriver_gem', behind, 'file_complete');
    expect((await millrace(stack, 'status', '--bu', 'gem')).exitCode).toBe(0);
  });

  test('whose skip is undone is tried again at its place', async () => {
    const undone = await millrace(stack, 'skip', halting, '--bu', 'gem', '--undo', '--yes');
    expect(undone.exitCode).toBe(1);
    expect(undone.stderr).toContain('it comes back at its place');
    expect(undone.stdout).toContain('halted');
    expect((await millrace(stack, 'status', '--bu', 'gem')).stdout).toContain('too-many-rejects');
  });

  test('is tried again when its message is moved back from the dead-letter queue', async () => {
    const key = 'cefl/PRODUCT/2026/03/ecommerce_100_20260301080000_001.jsonl';
    await clients.put(key, `${product(1)}${tooManyBadLines}`);
    await clients.waitForEvent('inriver_cefl', key, 'file_error');
    const queue = stack.endpoints.queues['cefl'] ?? '';
    const deadLetters = queue.replace('-landing.fifo', '-landing-dlq.fifo');
    await eventually('the message in the dead-letter queue', async () =>
      (await clients.countMessages(deadLetters)) === 1 ? true : undefined,
    );
    await clients.query(`update inriver_cefl.feed_settings set reject_share = 1`);

    await clients.redrive(deadLetters);

    await clients.waitForEvent('inriver_cefl', key, 'file_complete');
    expect(await readIds('inriver_cefl')).toEqual(['1']);
    await eventually('an empty dead-letter queue', async () =>
      (await clients.countMessages(deadLetters)) === 0 ? true : undefined,
    );
    const alerts = await clients.query('select 1 from inriver_cefl.alerts where resolved_at is null');
    expect(alerts).toEqual([]);
  });
});

describe.skipIf(dataSetsFolder === null)(`a real change history (${withoutDataSets})`, () => {
  const schema = 'inriver_ecm';

  async function compare({ key, after }: DataSetFile): Promise<void> {
    for (const [feed, expected] of Object.entries(after)) {
      expect({ key, feed, ...(await clients.readState(schema, feed)) }).toEqual({ key, feed, ...expected });
    }
  }

  async function loadAll(files: readonly DataSetFile[]): Promise<void> {
    for (const file of files) {
      await clients.put(file.key, file.bytes);
      await clients.waitForEvent(schema, file.key, 'file_complete');
      await compare(file);
    }
  }

  test('halts on the day on which everything is deleted, loads it when that is accepted, and goes on', async () => {
    const files = readDataSet('change-stream');
    const great = files[24] as DataSetFile;
    await loadAll(files.slice(0, 24));

    const before = await clients.readState(schema, 'products');
    await clients.put(great.key, great.bytes);
    const halted = await clients.waitForEvent(schema, great.key, 'file_error');
    expect(halted['metadata']).toMatchObject({
      code: 'deletion-guard',
      guard: { deletes: before.count, live: before.count, share: 0.2 },
    });
    expect(await clients.readState(schema, 'products')).toEqual(before);

    const resumed = await millrace(stack, 'resume', '--bu', 'ecm', '--accept-deletes', '--yes');
    expect(resumed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('applied') as string });
    await compare(great);

    await loadAll(files.slice(25));
    expect(
      await clients.query(`select source_file from ${schema}.loads join ${schema}.file_processing_events e
      on e.id = applied_event where retired_event is null`),
    ).toHaveLength(files.length);
    expect((await millrace(stack, 'status', '--bu', 'ecm')).exitCode).toBe(0);
  }, 300_000);
});
