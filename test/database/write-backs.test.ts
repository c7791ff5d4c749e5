import { describe, expect, test } from 'vitest';
import { NotFound, Unavailable } from '#core/errors.ts';
import { Throttled, Unauthorized } from '#core/write-back/connector-errors.ts';
import { drainAll } from '#core/write-back/drain-all.ts';
import { failUnknown } from '#database/write-backs/fail-unknown.ts';
import { makeDrainBench, type DrainBench } from '../support/write-backs/drain-bench.ts';
import { ScriptedDestination } from '../support/write-backs/scripted-destination.ts';
import { cloneDatabase } from '../support/test-database.ts';

const database = await cloneDatabase();
const bench = await makeDrainBench(database);

describe('a drain', () => {
  test('makes one call of several edits of one record, and one of several records', async () => {
    const { there, drain } = await open({ rec1: { brief: 'a', launch: 'x' }, rec2: { brief: null } });
    await bench.add({ fields: { brief: 'b' }, seen: { brief: 'a' } });
    await bench.add({ fields: { brief: 'c' }, seen: { brief: 'b' } });
    await bench.add({ fields: { launch: 'y' }, seen: { launch: 'x' } });
    await bench.add({ id: 'rec2', fields: { brief: 'd' }, seen: { brief: null } });

    expect(await drain()).toBe('rested');
    expect(there.writes()).toEqual([{ rec1: { brief: 'c', launch: 'y' }, rec2: { brief: 'd' } }]);
    expect(await bench.rows()).toEqual([
      { id: 1, record: 'rec1', status: 'superseded', superseded_by: 2 },
      { id: 2, record: 'rec1', status: 'done' },
      { id: 3, record: 'rec1', status: 'done' },
      { id: 4, record: 'rec2', status: 'done' },
    ]);
  });

  test('with nothing to send asks neither for credentials nor for the destination', async () => {
    await open({});
    expect(await bench.drain(() => Promise.reject(new NotFound('no-secret', 'There is none.')))).toBe(
      'rested',
    );
    expect(await bench.unit.rows('select * from runs')).toEqual([]);
  });

  test('notes a run with what it came to', async () => {
    const { drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' }, seen: { brief: null } });
    await bench.add({ fields: { brief: 'c' }, seen: { brief: 'x' } });
    await drain();
    expect(await bench.unit.rows('select kind, scope, status, counts from runs')).toEqual([
      {
        ...{ kind: 'drain', scope: 'airtable', status: 'done' },
        counts: { records: 1, calls: 2, done: 1, superseded: 1, failed: 0, putBack: 0 },
      },
    ]);
  });

  test('reports what somebody changed at the destination, and a retry overwrites exactly that', async () => {
    const { there, drain } = await open({ rec1: { brief: 'theirs' } });
    await bench.add({ fields: { brief: 'b' }, seen: { brief: 'a' } });
    await drain();
    expect(await bench.rows()).toEqual([
      { id: 1, record: 'rec1', status: 'failed', error_code: 'conflict', remote: { brief: 'theirs' } },
    ]);
    expect(await bench.unit.lastEvent('write_back_failed')).toMatchObject({
      error_message: expect.stringContaining('"brief" should have been "a" and is "theirs"'),
      metadata: { write_back: 1, destination: 'airtable', code: 'conflict', remote: { brief: 'theirs' } },
    });

    const retry = `update pending_sync_queue set status = 'pending'`;
    there.records.set('rec1', { brief: 'theirs again' });
    await bench.unit.rows(retry);
    await drain();
    expect(await bench.rows()).toMatchObject([{ status: 'failed', remote: { brief: 'theirs again' } }]);
    await bench.unit.rows(retry);
    await drain();
    expect(await bench.rows()).toMatchObject([{ status: 'done' }]);
    expect(there.records.get('rec1')).toEqual({ brief: 'b' });
  });

  test('comes through with a row whose fields meet conflicts one after the other', async () => {
    const { there, drain } = await open({ rec1: { brief: 'theirs', launch: 'x' } });
    await bench.add({ fields: { brief: 'b', launch: 'y' }, seen: { brief: 'a', launch: 'x' } });
    const retry = `update pending_sync_queue set status = 'pending'`;
    await drain();
    there.records.get('rec1')!['launch'] = 'theirs';
    await bench.unit.rows(retry);
    await drain();
    expect(await bench.rows()).toMatchObject([
      { status: 'failed', error_code: 'conflict', remote: { brief: 'theirs', launch: 'theirs' } },
    ]);
    await bench.unit.rows(retry);
    await drain();
    expect(there.records.get('rec1')).toEqual({ brief: 'b', launch: 'y' });
  });

  test('takes a conflict for accepted once the field is edited again after it was reported', async () => {
    const { there, drain } = await open({ rec1: { brief: 'theirs' } });
    await bench.add({ fields: { brief: 'b' }, seen: { brief: 'a' } });
    await drain();
    await bench.add({ fields: { brief: 'c' }, seen: { brief: 'b' }, remote: { brief: 'theirs' } });
    await drain();
    expect(await bench.rows()).toMatchObject([
      { status: 'superseded', superseded_by: 2 },
      { status: 'done' },
    ]);
    expect(there.records.get('rec1')).toEqual({ brief: 'c' });
  });

  test('does not take a conflict for accepted by an edit that was made before it was reported', async () => {
    const { there, drain } = await open({ rec1: { brief: 'theirs' } });
    await bench.add({ fields: { brief: 'b' }, seen: { brief: 'a' } });
    there.script = async ({ kind }, when) => {
      if (kind !== 'read' || when !== 'after') return;
      there.script = () => undefined;
      await bench.add({ fields: { brief: 'c' }, seen: { brief: 'b' } });
    };
    await drain();
    expect(await bench.rows()).toMatchObject([
      { status: 'superseded', superseded_by: 2 },
      { status: 'failed', error_code: 'conflict', remote: { brief: 'theirs' } },
    ]);
    expect(there.records.get('rec1')).toEqual({ brief: 'theirs' });
  });

  test('remembers what superseded rows saw, when the row that took over comes to its turn later', async () => {
    const { there, drain } = await open({ rec1: { brief: 'a' } });
    await bench.add({ fields: { brief: 'b' }, seen: { brief: 'a' } });
    await bench.add({ fields: { brief: 'c' }, seen: { brief: 'b' } });
    failOnce(there, 'write', 'before', new Unavailable('destination-unreachable', 'It is down.'));
    await drain();
    expect(await bench.rows()).toMatchObject([{ status: 'superseded' }, { status: 'done', attempts: 1 }]);
    expect(there.records.get('rec1')).toEqual({ brief: 'c' });
  });

  test('drains what others add, and fails visibly what nobody can send', async () => {
    const { there, drain } = await open({ rec1: { brief: 'theirs' } });
    await bench.add({ fields: { brief: 'b' } });
    const before = await countFailures();
    await bench.add({ id: 'rec9', fields: { brief: 'b' } });
    await bench.add({ entity: 'invoice', fields: { brief: 'b' } });
    await bench.add({ id: 'rec2' });
    await bench.add({ destination: 'netsuite', fields: { brief: 'b' } });
    await failUnknown(database.open(bench.unit.unit, 'drainer'), ['airtable', 'asana']);
    await drain();
    expect(there.records.get('rec1')).toEqual({ brief: 'b' });
    expect((await bench.rows()).map(({ id, status, error_code: code }) => [id, status, code])).toEqual([
      [1, 'done', undefined],
      [2, 'failed', 'no-such-record'],
      [3, 'failed', 'unknown-entity'],
      [4, 'failed', 'bad-payload'],
      [5, 'failed', 'unknown-destination'],
    ]);
    expect(await countFailures()).toBe(before + 4);
  });
});

describe('a call that comes to nothing', () => {
  test('is repeated later, and costs its rows an attempt', async () => {
    const { there, drain } = await open({ rec1: { brief: 'a' } });
    await bench.add({ fields: { brief: 'b' }, seen: { brief: 'a' } });
    failOnce(there, 'read', 'before', new Unavailable('destination-unavailable', 'Airtable answers 503.'));
    await drain();
    const [first, second] = there.calls;
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(20_000);
    expect(await bench.rows()).toMatchObject([{ status: 'done', attempts: 1 }]);
  });

  test('although it was taken does no harm when it is repeated', async () => {
    const { there, drain } = await open({ rec1: { brief: 'a' } });
    await bench.add({ fields: { brief: 'b' }, seen: { brief: 'a' } });
    failOnce(there, 'write', 'after', new Unavailable('destination-timeout', 'It had not answered.'));
    await drain();
    expect(there.writes()).toHaveLength(1);
    expect(await bench.rows()).toMatchObject([{ status: 'done', attempts: 1 }]);
  });

  test('time after time fails its rows in the end', async () => {
    const { there, drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    there.script = ({ kind }) => {
      if (kind === 'write') throw new Unavailable('destination-unreachable', 'It is down.');
    };
    for (let time = 0; time < 30; time += 1) {
      await drain();
      await bench.unit.rows(`update pending_sync_queue set next_attempt_at = now() where status = 'pending'`);
    }
    expect(await bench.rows()).toMatchObject([{ status: 'failed', attempts: 30, error_code: 'gave-up' }]);
  });

  test('because a connector is wrong harms nobody else', async () => {
    const { there, drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    failOnce(there, 'write', 'before', new TypeError('undefined is not a function'));
    await drain();
    expect(await bench.rows()).toMatchObject([{ status: 'done', attempts: 1 }]);
  });
});

describe('a batch that is refused', () => {
  test('is split until the bad records are alone; the others are written', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `rec${index}`);
    const { there, drain } = await open(Object.fromEntries(ids.map((id) => [id, {}])));
    for (const id of ids) await bench.add({ id, fields: { brief: 'b' } });
    for (const id of ['rec3', 'rec7']) there.refused.add(id);
    await drain();
    for (const { record, status, error_code: code } of await bench.rows()) {
      const isBad = there.refused.has(String(record));
      expect([record, status, code]).toEqual([
        record,
        isBad ? 'failed' : 'done',
        isBad ? 'refused-by-destination' : undefined,
      ]);
      expect(there.records.get(String(record))).toEqual(isBad ? {} : { brief: 'b' });
    }
  });

  test('already while it is read is split as well', async () => {
    const { drain } = await open({ rec1: {}, rec2: {}, rec3: {} });
    await bench.add({ fields: { brief: 'b' } });
    await bench.add({ id: 'rec2', fields: { 'no such field': 'b' } });
    await bench.add({ id: 'rec3', fields: { brief: 'b' } });
    await drain();
    expect((await bench.rows()).map(({ status }) => status)).toEqual(['done', 'failed', 'done']);
  });

  test('of one record is sent again row by row, so that only the bad row fails', async () => {
    const { there, drain } = await open({ rec1: {}, rec2: {} });
    await bench.add({ fields: { brief: 'b' } });
    await bench.add({ fields: { 'no such field': 'b' } });
    await bench.add({ id: 'rec2', fields: { brief: 'refused', launch: 'x' } });
    await bench.add({ id: 'rec2', fields: { sample: 'c' } });
    there.refusedValues.add('refused');
    await drain();
    expect((await bench.rows()).map(({ status }) => status)).toEqual(['done', 'failed', 'failed', 'done']);
    expect(Object.fromEntries(there.records)).toEqual({ rec1: { brief: 'b' }, rec2: { sample: 'c' } });
    for (const { ids } of there.calls) expect(new Set(ids).size).toBe(ids.length);
  });

  test('that answers each record apart is sent again row by row where it refuses one with several', async () => {
    const { there, drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    await bench.add({ fields: { launch: 'never' } });
    there.script = ({ kind, fields }, when) => {
      if (kind === 'read' || when === 'after' || !JSON.stringify(fields).includes('never')) return;
      return (id) => ({ id, outcome: 'refused', code: 'no-such-field', message: 'It has no such field.' });
    };
    await drain();
    expect(await bench.rows()).toMatchObject([
      { status: 'done' },
      { status: 'failed', error_code: 'no-such-field' },
    ]);
    expect(there.records.get('rec1')).toEqual({ brief: 'b' });
  });

  test('may be answered for each record apart', async () => {
    const { there, drain } = await open({ rec1: {}, rec2: {}, rec3: {}, rec4: {} });
    for (const id of there.records.keys()) await bench.add({ id, fields: { brief: 'b' } });
    let isFirst = true;
    there.script = ({ kind }, when) => {
      if (kind === 'read' || when === 'after' || !isFirst) return;
      isFirst = false;
      return (id) => {
        if (id === 'rec1')
          return { id, outcome: 'refused', code: 'no-such-field', message: 'It has no such field.' };
        if (id === 'rec2')
          return { id, outcome: 'unavailable', code: 'destination-unavailable', message: '500.' };
        return id === 'rec3' ? { id, outcome: 'throttled', retryAfterMs: 20_000 } : null;
      };
    };
    await drain();
    expect(await bench.rows()).toMatchObject([
      { record: 'rec1', status: 'failed', error_code: 'no-such-field' },
      { record: 'rec2', status: 'done', attempts: 1 },
      { record: 'rec3', status: 'done' },
      { record: 'rec4', status: 'done' },
    ]);
    expect(await bench.rows()).not.toContainEqual(expect.objectContaining({ record: 'rec3', attempts: 1 }));
    const [, first, ...later] = there.calls;
    for (const { atMs } of later) expect(atMs - first!.atMs).toBeGreaterThanOrEqual(20_000);
  });
});

describe('a destination that has had too many requests', () => {
  test('is left alone for as long as it says; nothing is held against the rows', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `rec${index}`);
    const { there, drain } = await open(Object.fromEntries(ids.map((id) => [id, {}])));
    for (const id of ids) await bench.add({ id, fields: { brief: 'b' } });
    let thirdWrite = 3;
    let atMs = 0;
    there.script = ({ kind, atMs: now }, when) => {
      if (kind === 'read' || when === 'after' || (thirdWrite -= 1) !== 0) return;
      atMs = now;
      throw new Throttled('destination-throttled', 'Too many requests.', 30_000);
    };
    await drain();
    expect((await bench.rows()).filter(({ status, attempts }) => status !== 'done' || attempts)).toEqual([]);
    expect(there.calls.filter((call) => call.atMs > atMs && call.atMs < atMs + 30_000)).toEqual([]);
    expect(there.calls.some((call) => call.atMs >= atMs + 30_000)).toBe(true);
  });

  test('is left alone by whoever drains next, too', async () => {
    const { there, drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    failOnce(there, 'read', 'before', new Throttled('destination-throttled', 'Too many.', 300_000));
    expect(await drain()).toBe('rested');
    expect(await drain()).toBe('rested');
    expect(there.calls).toHaveLength(1);
    await bench.clock.passMs(300_000);
    await drain();
    expect(await bench.rows()).toMatchObject([{ status: 'done' }]);
  });
});

describe('a destination that has too many requests time after time', () => {
  const throttle = () => {
    throw new Throttled('destination-throttled', 'Too many requests.', 30_000);
  };

  test('is left alone for longer, with an alert, and goes on by itself when something goes through', async () => {
    const { there, drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    there.script = throttle;
    expect(await drain()).toBe('rested');
    expect(there.calls).toHaveLength(10);
    expect(await bench.unit.alerts()).toEqual(['paused-destination too-many-requests']);
    expect(await bench.rows()).toEqual([{ id: 1, record: 'rec1', status: 'pending' }]);

    await bench.clock.passMs(300_000);
    await drain();
    expect(there.calls).toHaveLength(11);
    there.script = () => undefined;
    await bench.clock.passMs(300_000);
    await drain();
    expect(await bench.unit.alerts()).toEqual([]);
    expect(await bench.rows()).toMatchObject([{ status: 'done' }]);
  });

  test('is so also when only writes are, and each pause ends the drain', async () => {
    const { there, drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    there.script = ({ kind }, when) => {
      if (kind === 'read' || when === 'after') return;
      return (id) => ({ id, outcome: 'throttled', retryAfterMs: 100_000 });
    };
    for (let time = 1; time <= 10; time += 1) {
      expect(await bench.unit.alerts()).toEqual([]);
      await drain();
      await bench.clock.passMs(100_000);
    }
    expect(await bench.unit.alerts()).toEqual(['paused-destination too-many-requests']);
  });

  test('is not when something goes through in between', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `rec${index}`);
    const { there, drain } = await open(Object.fromEntries(ids.map((id) => [id, {}])), {
      readSize: 1,
      writeSize: 1,
    });
    for (const id of ids) await bench.add({ id, fields: { brief: 'b' } });
    let writes = 0;
    there.script = ({ kind }, when) => {
      if (kind === 'write' && when === 'before' && (writes += 1) % 3 === 0) throttle();
    };
    await drain();
    expect((await bench.rows()).every(({ status }) => status === 'done')).toBe(true);
    expect(await bench.unit.rows('select * from alerts')).toEqual([]);
  });
});

describe('a destination that does not let us in', () => {
  test('is paused with an alert, burns no attempt, and goes on by itself when it does', async () => {
    const { there, drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    there.script = () => {
      throw new Unauthorized('destination-unauthorized', 'Airtable does not let us in.');
    };
    expect(await drain()).toBe('rested');
    await bench.add({ id: 'rec1', fields: { launch: 'y' } });
    expect(await drain()).toBe('rested');
    expect(there.calls).toHaveLength(1);
    expect(await bench.unit.alerts()).toEqual(['paused-destination destination-unauthorized']);
    expect(await bench.rows()).toEqual([
      { id: 1, record: 'rec1', status: 'pending' },
      { id: 2, record: 'rec1', status: 'pending' },
    ]);

    there.script = () => undefined;
    await bench.clock.passMs(300_000);
    await drain();
    expect(await bench.unit.alerts()).toEqual([]);
    expect(there.records.get('rec1')).toEqual({ brief: 'b', launch: 'y' });
  });

  test('because the secret says nothing is paused as well', async () => {
    await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    const refuse = () => Promise.reject(new Unauthorized('bad-credentials', 'The secret lacks: token.'));
    expect(await bench.drain(refuse)).toBe('rested');
    expect(await bench.unit.alerts()).toEqual(['paused-destination bad-credentials']);
  });
});

describe('the lease of a destination', () => {
  test('is refused while another drain holds it, and given to whoever comes when that went silent', async () => {
    const { drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    const first = await bench.store.claim('first');
    await bench.store.beginRun(first!.epoch);
    expect(await bench.store.takePage(first!.epoch, 10)).toHaveLength(1);
    expect(await drain()).toBe('claimed-elsewhere');
    await silence(bench);
    expect(await drain()).toBe('rested');
    expect(await bench.rows()).toMatchObject([{ status: 'done' }]);
    expect(await bench.unit.rows('select status, error from runs order by id')).toEqual([
      { status: 'failed', error: 'The drain went silent; another one went on with its work.' },
      { status: 'done', error: null },
    ]);
  });

  test('once lost lets its old holder write nothing', async () => {
    await open({});
    await bench.add({ fields: { brief: 'b' } });
    const old = (await bench.store.claim('old'))!;
    await bench.store.takePage(old.epoch, 10);
    await silence(bench);
    const next = (await bench.store.claim('next'))!;
    expect(next.epoch).toBe(old.epoch + 1);
    expect(await bench.store.beat(old.epoch)).toBe(false);
    const lost = { code: 'lease-lost' };
    await expect(bench.store.settle(old.epoch, [{ row: 1, outcome: 'done' }])).rejects.toMatchObject(lost);
    await expect(bench.store.takePage(old.epoch, 10)).rejects.toMatchObject(lost);
    await expect(bench.store.pause(old.epoch, { durationMs: 1_000, inARow: 1 }, null)).rejects.toMatchObject(
      lost,
    );
    await bench.store.giveBack(old.epoch, 0);
    expect(await bench.store.beat(next.epoch)).toBe(true);
    expect(await bench.rows()).toMatchObject([{ status: 'pending' }]);
  });

  test('that may end during a call lets no call begin', async () => {
    const { there, drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    there.script = ({ kind }, when) =>
      kind === 'read' && when === 'after' ? bench.clock.passMs(30_000) : undefined;
    const store = { ...bench.store, beat: () => Promise.reject(new Unavailable('struck', 'No answer.')) };
    await expect(drain({ store })).rejects.toMatchObject({ code: 'lease-lost' });
    expect(there.writes()).toEqual([]);
  });

  test('is given back after a failure, so that nobody waits for it', async () => {
    const { drain } = await open({ rec1: {} });
    await bench.add({ fields: { brief: 'b' } });
    const store = { ...bench.store, settle: () => Promise.reject(new Unavailable('struck', 'No answer.')) };
    await expect(drain({ store })).rejects.toMatchObject({ code: 'struck' });
    expect(await bench.unit.rows('select status, error from runs')).toEqual([
      { status: 'failed', error: 'No answer.' },
    ]);
    expect(await drain()).toBe('rested');
    expect(await bench.rows()).toMatchObject([{ status: 'done' }]);
  });

  test('is kept for what was added while it was to be given back', async () => {
    await open({});
    const { epoch } = (await bench.store.claim('first'))!;
    await bench.add({ fields: { brief: 'b' } });
    expect(await bench.store.rest(epoch, 0, 0)).toBe(0);
    expect(await bench.store.claim('second')).toBeNull();
  });
});

test('a drain with little time left takes no page, and says so', async () => {
  const { there, drain } = await open({ rec1: {} });
  await bench.add({ fields: { brief: 'b' } });
  expect(await drain({ remainingMs: () => 500 })).toBe('out-of-time');
  expect(there.calls).toEqual([]);
  expect(await drain()).toBe('rested');
  expect(await bench.rows()).toMatchObject([{ status: 'done' }]);
});

test.each(['read', 'write'] as const)(
  'no more %s calls are under way than the destination takes',
  async (which) => {
    const ids = Array.from({ length: 30 }, (_, index) => `rec${index}`);
    const limits = { limit: { calls: 1_000, perMs: 1_000 }, readSize: 1, writeSize: 1 };
    const atOnce = { readsAtOnce: 4, writesAtOnce: 2 };
    const { there, drain } = await open(Object.fromEntries(ids.map((id) => [id, {}])), {
      ...limits,
      ...atOnce,
    });
    for (const id of ids) await bench.add({ id, fields: { brief: 'b' } });
    let underWay = 0;
    let most = 0;
    there.script = async ({ kind }, when) => {
      if (kind !== which) return;
      underWay += when === 'before' ? 1 : -1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await drain();
    expect(most).toBe(which === 'read' ? 4 : 2);
    expect((await bench.rows()).every(({ status }) => status === 'done')).toBe(true);
  },
);

test('a destination that fails keeps nobody from ringing for another that ran out of time', async () => {
  const { there } = await open({ rec1: {} });
  await bench.add({ fields: { brief: 'b' } });
  const deps = { ...bench.deps(async () => there), remainingMs: () => 500 };
  const broken = { ...bench.store, claim: () => Promise.reject(new Unavailable('struck', 'No answer.')) };
  const rings: string[] = [];
  const drained = drainAll({
    destinations: [{ ...deps, destination: 'asana', store: broken }, deps],
    failUnknown: async () => undefined,
    ring: async (because) => void rings.push(because),
  });
  await expect(drained).rejects.toMatchObject({ code: 'struck' });
  expect(rings).toHaveLength(1);
});

test('two drains at once send everything once', async () => {
  const ids = Array.from({ length: 300 }, (_, index) => `rec${index}`);
  const { there, drain } = await open(Object.fromEntries(ids.map((id) => [id, {}])));
  for (const id of ids) await bench.add({ id, fields: { brief: id } });
  const outcomes = await Promise.all([drain(), drain(), drain()]);
  expect(outcomes.toSorted()).toEqual(['claimed-elsewhere', 'claimed-elsewhere', 'rested']);
  const sent = there.writes().flatMap((write) => Object.keys(write));
  expect(sent.toSorted()).toEqual(ids.toSorted());
});

test('no call names a record twice, however many pages are under way', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => `rec${index % 20}`);
  const asana = {
    limit: { calls: 150, perMs: 60_000 },
    readSize: 10,
    writeSize: 10,
    costOf: (records: number) => records,
  };
  const { there, drain } = await open(Object.fromEntries(ids.map((id) => [id, {}])), asana);
  for (const [at, id] of ids.entries()) await bench.add({ id, fields: { [`f${at % 3}`]: `v${at}` } });
  let isAdded = false;
  there.script = async ({ kind }, when) => {
    if (kind === 'read' || when === 'before' || isAdded) return;
    isAdded = true;
    for (const id of ids) await bench.add({ id, fields: { brief: 'later' } });
  };
  await drain();
  for (const { ids: named } of there.calls) expect(new Set(named).size).toBe(named.length);
  expect((await bench.rows()).every(({ status }) => status === 'done' || status === 'superseded')).toBe(true);
  for (const record of there.records.values()) expect(record['brief']).toBe('later');
});

async function open(
  records: Record<string, Record<string, unknown>>,
  limits?: ConstructorParameters<typeof ScriptedDestination>[1],
) {
  await bench.reset();
  const there = new ScriptedDestination(bench.clock.nowMs, limits);
  for (const [id, fields] of Object.entries(records)) there.records.set(id, { ...fields });
  const drain = (deps?: Parameters<DrainBench['drain']>[1]) => bench.drain(async () => there, deps);
  return { there, drain };
}

async function countFailures(): Promise<number> {
  const events = await bench.unit.events();
  return events.filter((event) => event.startsWith('write_back_failed')).length;
}

/** The next call of a kind fails once, before it was done or after. */
function failOnce(
  there: ScriptedDestination,
  kind: 'read' | 'write',
  when: 'before' | 'after',
  error: Error,
): void {
  there.script = (call, now) => {
    if (call.kind !== kind || now !== when) return;
    there.script = () => undefined;
    throw error;
  };
}

/** As if the holder had not been heard of for a minute. */
async function silence({ unit }: DrainBench): Promise<void> {
  await unit.rows(`update drain_leases set heartbeat = heartbeat - interval '1 minute'`);
}
