import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients } from './clients.ts';
import { millrace, useStack, type CommandResult, type RunningStack } from './stack.ts';

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

const schema = 'inriver_bak';
const folder = 'bak/PRODUCT/2026/03';
const [one, two, three] = ['0801', '0802', '0803'].map(
  (time) => `${folder}/ecommerce_20260303${time}00_001.jsonl`,
) as [string, string, string];
const line = (id: number, name: string): string => `{"EntityId":${id},"Attributes":{"Name":"${name}"}}\n`;

/** `millrace …` for the unit, without questions. */
function ask(verb: string, ...words: string[]): Promise<CommandResult> {
  return millrace(stack, verb, ...words, '--bu', 'bak');
}

async function readNames(): Promise<Record<string, string>> {
  const rows = await clients.query<{ id: string; name: string }>(
    `select id, data -> 'Attributes' ->> 'Name' as name from ${schema}.products where not deleted order by id`,
  );
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

async function readCompleted(): Promise<
  { id: string; file: string; marked: boolean; replaces: string | null }[]
> {
  return clients.query(
    `select id, source_file as file, replay_date is not null as marked, replaces_event as replaces
     from ${schema}.file_processing_events where event_type = 'file_complete' order by id`,
  );
}

describe('of three files the second was bad', () => {
  test('a replay from it on, with its mended version, gives the state of a clean load', async () => {
    await clients.put(one, line(1, 'one') + line(2, 'two'));
    await clients.waitForEvent(schema, one, 'file_complete');
    await clients.put(two, line(2, 'BAD') + line(9, 'never was'));
    await clients.waitForEvent(schema, two, 'file_complete');
    await clients.put(three, line(3, 'three'));
    await clients.waitForEvent(schema, three, 'file_complete');

    const unasked = await ask('replay', '--from', two, '--reason', 'a bad export');
    expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') as string });
    const planned = await ask('replay', '--from', two, '--dry-run');
    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    expect(planned.stdout).toContain('products: 2 files are staged again');

    const replayed = await ask(
      'replay',
      '--from',
      two,
      '--without',
      two,
      '--reason',
      'a bad export',
      '--yes',
    );
    expect(replayed.exitCode).toBe(0);
    expect(replayed.stdout).toContain('4 → 3 live records');
    expect(await readNames()).toEqual({ 1: 'one', 2: 'two', 3: 'three' });

    await clients.put(two, line(2, 'mended'));
    await clients.waitForEvent(schema, two, 'file_complete', 2);
    expect(await readNames()).toEqual({ 1: 'one', 2: 'mended', 3: 'three' });
  });

  test('the statement that users know does the same at the next ring, and once more', async () => {
    const before = await readNames();
    for (const round of [1, 2]) {
      const completed = await readCompleted();
      const from = completed.find(({ file }) => file === two)!.id;
      const count = completed.filter(({ file }) => file === three).length;
      await clients.query(`update ${schema}.file_processing_events set replay_date = now() where id >= $1`, [
        from,
      ]);
      await clients.ring('bak', `{"ring":"past ${round}","because":"a test"}`, `past-${round}`);
      await clients.waitForEvent(schema, three, 'file_complete', count + 1);
      expect(await readNames()).toEqual(before);
      const now = await readCompleted();
      expect(
        now
          .slice(0, completed.length)
          .filter(({ file }) => file !== one)
          .every(({ marked }) => marked),
      ).toBe(true);
      expect(now.slice(completed.length).map(({ marked }) => marked)).toEqual([false, false]);
    }
  });

  test('a file in force is skipped and comes back at its place', async () => {
    const skipped = await ask('skip', three, '--reason', 'a test', '--yes');
    expect(skipped).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('taken out') as string });
    expect(skipped.stderr).toContain('1 record is deleted.');
    expect(await readNames()).toEqual({ 1: 'one', 2: 'mended' });
    const undone = await ask('skip', three, '--undo', '--yes');
    expect(undone).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('applied') as string });
    expect(await readNames()).toEqual({ 1: 'one', 2: 'mended', 3: 'three' });
  });

  test('verify proves it, and says what is wrong when somebody changes a record by hand', async () => {
    const agrees = await ask('verify');
    expect(agrees).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('agrees') as string });
    await clients.query(`update ${schema}.products set data = data || '{"Hand":"made"}' where id = '1'`);
    const differs = await ask('verify', '--feed', 'products');
    expect(differs.exitCode).toBe(1);
    expect(differs.stdout).toContain('    1  data\n');
    await clients.query(`update ${schema}.products set data = data - 'Hand' where id = '1'`);
    expect((await ask('verify', '--feed', 'products')).exitCode).toBe(0);
  });

  test('reconcile finds what lies under nobody’s prefix, and the status warns of it', async () => {
    await clients.put('bk/stray.jsonl', line(1, 'stray'));
    const found = await ask('reconcile');
    expect(found.exitCode).toBe(0);
    expect(found.stdout).toContain("1 under no unit's prefix:\n    bk/stray.jsonl");
    const status = await ask('status');
    expect(status).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('unrouted-key') as string });
    const [run] = await clients.query<{ status: string }>(
      `select status from ${schema}.runs where kind = 'reconcile' order by id desc`,
    );
    expect(run?.status).toBe('done');
  });
});
