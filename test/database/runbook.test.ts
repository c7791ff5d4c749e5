import { describe, expect, test } from 'vitest';
import { openTestLoader } from '../support/loader.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();
const loader = openTestLoader(database, 'gem');
const operator = openOperator(database, { unit: loader.unit, loader });

function keyAt(time: string): string {
  return `gem/PRODUCT/2026/03/ecommerce_1_${time}_001.jsonl`;
}

function products(from: number, count: number, member: string): string {
  const ids = Array.from({ length: count }, (_, index) => from + index);
  return ids.map((id) => `{"EntityId":${id},${member}}\n`).join('');
}

async function haltingEvent(key: string): Promise<string | null> {
  const { rows } = await database.administrator.query<{ event: string }>(
    'select event from inriver_gem.halted_files where key = $1',
    [key],
  );
  return rows[0]?.event ?? null;
}

async function openAlerts(): Promise<string[]> {
  const { rows } = await database.administrator.query<{ subject: string }>(
    'select subject from inriver_gem.alerts where resolved_at is null',
  );
  return rows.map((row) => row.subject);
}

/** Whether files of the unit that land late, or correct one in force, wait for an operator's word. */
async function setLate(late: 'fold' | 'halt'): Promise<void> {
  await database.administrator.query('update inriver_gem.feed_settings set late = $1', [late]);
}

async function countLive(): Promise<number> {
  const { rows } = await database.administrator.query<{ live: string }>(
    'select count(*) as live from inriver_gem.products where not deleted',
  );
  return Number(rows[0]?.live);
}

describe('what the runbook tells an operator to do', () => {
  test('accepting the deletes and trying again loads a file that the guard had halted', async () => {
    const key = keyAt('20260303080000');
    await loader.drop(keyAt('20260303070000'), products(1, 60, '"Attributes":{}'));
    expect(await loader.drop(key, products(1, 30, '"Deleted":true'))).toBe('halted');

    await operator.resume((await haltingEvent(key))!, { acceptDeletes: true });

    expect(await haltingEvent(key)).toBeNull();
    expect(await countLive()).toBe(30);
    expect(await openAlerts()).toEqual([]);
  });

  test('leaving a late file out lets its feed go on, with nothing of it loaded', async () => {
    await setLate('halt');
    const late = keyAt('20260303060000');
    expect(await loader.drop(late, products(900, 1, '"Attributes":{}'))).toBe('halted');
    await loader.drop(keyAt('20260303090000'), products(100, 1, '"Attributes":{}'));
    expect(await countLive()).toBe(30);

    await operator.skip((await haltingEvent(late))!);

    expect(await countLive()).toBe(31);
    expect(await haltingEvent(late)).toBeNull();
    expect(await openAlerts()).toEqual([]);
  });

  test('putting back the bytes that were applied clears a correction', async () => {
    const key = keyAt('20260303100000');
    const applied = products(200, 1, '"Attributes":{"Name":"right"}');
    await loader.drop(key, applied);
    expect(await loader.drop(key, products(200, 1, '"Attributes":{"Name":"other"}'))).toBe('halted');

    await loader.drop(key, applied);

    expect(await haltingEvent(key)).toBeNull();
    expect(await openAlerts()).toEqual([]);
    await loader.drop(keyAt('20260303110000'), products(201, 1, '"Attributes":{}'));
    expect(await countLive()).toBe(33);
  });

  test('resuming a late file and a correction puts both in their place', async () => {
    const late = keyAt('20260303063000');
    expect(await loader.drop(late, products(901, 1, '"Attributes":{}'))).toBe('halted');
    await operator.resume((await haltingEvent(late))!);
    expect(await countLive()).toBe(34);
    const key = keyAt('20260303110000');
    expect(await loader.drop(key, products(203, 1, '"Attributes":{}'))).toBe('halted');
    await operator.resume((await haltingEvent(key))!);
    expect(await countLive()).toBe(34);
    expect(await openAlerts()).toEqual([]);
    await setLate('fold');
  });

  test('a mended file under the same key takes the place of one that was loaded, and so does its absence', async () => {
    const key = keyAt('20260303113000');
    await loader.drop(key, products(300, 5, '"Attributes":{}'));
    expect(await countLive()).toBe(39);
    await loader.drop(key, products(300, 2, '"Attributes":{}'));
    expect(await countLive()).toBe(36);
    await operator.skip(key);
    expect(await countLive()).toBe(34);
  });

  test('a replay mends what somebody changed by hand', async () => {
    await database.administrator.query(
      `update inriver_gem.products set data = '{"made":"by hand"}' where id = '100'`,
    );
    expect(await operator.verify()).toMatchObject({ different: 1, differences: [{ id: '100' }] });
    await operator.replay(keyAt('20260303090000'));
    expect((await operator.verify()).different).toBe(0);
  });

  test('a mended file under the same key takes over from one that could not be loaded', async () => {
    const key = keyAt('20260303120000');
    expect(await loader.drop(key, 'no json\n'.repeat(30))).toBe('halted');
    await loader.drop(key, products(202, 1, '"Attributes":{}'));

    expect(await haltingEvent(key)).toBeNull();
    expect(await openAlerts()).toEqual([]);
    expect(await countLive()).toBe(35);
  });
});
