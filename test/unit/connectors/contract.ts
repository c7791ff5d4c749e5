import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Connector } from '#core/write-back/connector.ts';
import { Refused, Throttled, Unauthorized } from '#core/write-back/connector-errors.ts';
import { Defect, type MillraceError, Unavailable } from '#core/errors.ts';
import type { Fault } from '../../../local/third-parties/fault.ts';

/** A connector and the stand-in that it talks to over HTTP, with records that have `fields`, all filled. */
export type ConnectorUnderTest = {
  connector: Connector;
  entity: string;
  /** More of them than one call may name. */
  ids: readonly string[];
  fields: readonly [string, string];
  /** What is there, asked without the connector. */
  valueOf(id: string, field: string): unknown;
  /** How many writes changed something. */
  changes(): number;
  /** Uses up what is left of the budget. */
  spend(): Promise<void>;
};

export type Surroundings = {
  token: string;
  timeoutMs: number;
  nowMs: () => number;
  faults: { next(): Fault | null };
  /** Where to send calls in place of the stand-in. */
  baseUrl?: string;
};

export type ContractSubject = {
  name: string;
  start(surroundings: Surroundings): Promise<ConnectorUnderTest>;
  /** What a call with one bad record comes to. */
  badRecord: 'fails the call' | 'fails alone';
  /** An id that looks like one and is none, and texts that are no ids at all. */
  unknownId: string;
  oddIds: readonly string[];
  /** How long the destination wants to be left alone when its budget is used up. */
  pauseMs: number;
};

const goodToken = 'a-token-that-nobody-may-see';
const never = new AbortController().signal;

/** Starts it with a clock that stands still and the faults that are asked for, each for one request. */
async function setUp(subject: ContractSubject, overrides: Partial<Surroundings> = {}) {
  const waiting: Fault[] = [];
  let nowMs = 1_000_000;
  const bench = await subject.start({
    ...{ token: goodToken, timeoutMs: 5_000, nowMs: () => nowMs },
    faults: { next: () => waiting.shift() ?? null },
    ...overrides,
  });
  const { connector, entity, fields } = bench;
  return {
    ...bench,
    fail: (fault: Fault) => void waiting.push(fault),
    pass: (ms: number) => void (nowMs += ms),
    read: (ids: readonly string[], names: readonly string[] = fields) =>
      connector.read(entity, ids, names, never),
    write: (ids: readonly string[], changed: Record<string, unknown>) =>
      connector.write(
        entity,
        ids.map((id) => ({ id, fields: changed })),
        never,
      ),
  };
}

/** The error that a call ends with; no part of it may hold the token. */
async function errorOf(call: Promise<unknown>): Promise<MillraceError> {
  const error = (await call.then(
    () => expect.unreachable('the call went through'),
    (thrown: unknown) => thrown,
  )) as MillraceError;
  const told = [error.message, JSON.stringify(error.facts), error.stack, String(error.cause)];
  expect(told.join('\n')).not.toContain(goodToken);
  return error;
}

const json = (status: number, body: unknown): Fault => ({
  ...{ kind: 'answer', status, body: JSON.stringify(body) },
  headers: { 'content-type': 'application/json' },
});
const html = (status: number): Fault => ({
  ...{ kind: 'answer', status, body: '<!doctype html><title>Sorry</title>' },
  headers: { 'content-type': 'text/html' },
});

/** What every connector does, however its destination goes about it. */
export function describeConnector(subject: ContractSubject): void {
  describe(`${subject.name} reads and writes`, () => {
    test('what a record has, and null for what is empty', async () => {
      const { ids, fields, read, write } = await setUp(subject);
      await write([ids[1]!], { [fields[1]]: null });
      const [first, second] = (await read(ids.slice(0, 2))).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(first).toEqual({
        id: ids[0],
        fields: { [fields[0]]: expect.any(String), [fields[1]]: expect.any(String) },
      });
      expect(second).toEqual({ id: ids[1], fields: { [fields[0]]: expect.any(String), [fields[1]]: null } });
    });

    test('only the fields that are named, and leaves the others', async () => {
      const { ids, fields, valueOf, read, write } = await setUp(subject);
      const other = valueOf(ids[0]!, fields[1]);
      expect(await write([ids[0]!], { [fields[0]]: '2027-02-03' })).toEqual([
        { id: ids[0], outcome: 'done' },
      ]);
      expect([valueOf(ids[0]!, fields[0]), valueOf(ids[0]!, fields[1])]).toEqual(['2027-02-03', other]);
      expect(await read([ids[0]!], [fields[0]])).toEqual([
        { id: ids[0], fields: { [fields[0]]: '2027-02-03' } },
      ]);
    });

    test('a record that is not there is missing in the answer, and so is what is no id', async () => {
      const { ids, read } = await setUp(subject);
      const asked = [subject.unknownId, ids[0]!, ...subject.oddIds];
      expect((await read(asked)).map(({ id }) => id)).toEqual([ids[0]]);
      expect(await read(subject.oddIds)).toEqual([]);
    });

    test('as many records as a call takes, each told apart, and no more', async () => {
      const { connector, ids, fields, valueOf, read, write } = await setUp(subject);
      const most = ids.slice(0, connector.readSize);
      expect((await read(most)).map(({ id }) => id).toSorted()).toEqual(most.toSorted());
      const written = ids.slice(0, connector.writeSize);
      const outcomes = await write(written, { [fields[0]]: '2027-03-04' });
      expect(outcomes).toEqual(written.map((id) => ({ id, outcome: 'done' })));
      expect(written.map((id) => valueOf(id, fields[0]))).toEqual(written.map(() => '2027-03-04'));

      expect(await errorOf(read(ids.slice(0, connector.readSize + 1)))).toBeInstanceOf(Defect);
      expect(await errorOf(write(ids.slice(0, connector.writeSize + 1), {}))).toBeInstanceOf(Defect);
      expect(await errorOf(write([ids[0]!, ids[0]!], {}))).toBeInstanceOf(Defect);
      expect(await errorOf(connector.read('planet', [ids[0]!], fields, never))).toBeInstanceOf(Defect);
    });

    test('the same twice, and nothing changes the second time', async () => {
      const { ids, fields, changes, write } = await setUp(subject);
      await write(ids.slice(0, 3), { [fields[0]]: '2027-04-05' });
      const before = changes();
      expect(before).toBe(3);
      await write(ids.slice(0, 3), { [fields[0]]: '2027-04-05' });
      expect(changes()).toBe(before);
    });

    test('costs what it says: a budget of calls is used up by exactly as many', async () => {
      const { connector, ids, read } = await setUp(subject);
      const size = connector.readSize;
      const calls = Math.floor(connector.limit.calls / connector.costOf(size));
      for (let made = 0; made < calls; made += 1) await read(ids.slice(0, size));
      expect(await errorOf(read(ids.slice(0, size)))).toBeInstanceOf(Throttled);
    });
  });

  describe(`${subject.name} is refused`, () => {
    const cases: [
      string,
      (ids: readonly string[], fields: readonly string[]) => [string, Record<string, unknown>],
    ][] = [
      ['a record that is not there', (_ids, [field]) => [subject.unknownId, { [field!]: '2027-05-06' }]],
      ['a field that is not there', (ids) => [ids[1]!, { 'No such field': '2027-05-06' }]],
      ['a value that is no date', (ids, [field]) => [ids[1]!, { [field!]: 'after the fair' }]],
      ['a day that there is not', (ids, [field]) => [ids[1]!, { [field!]: '2027-02-30' }]],
    ];

    test.each(cases)('%s, and the others in the call fare as is documented', async (_what, bad) => {
      const { connector, entity, ids, fields, valueOf } = await setUp(subject);
      const [badId, badFields] = bad(ids, fields);
      const good = [ids[0]!, ids[2]!];
      const change = (id: string) => ({ id, fields: { [fields[0]]: '2027-06-07' } });
      const changes = [change(good[0]!), { id: badId, fields: badFields }, change(good[1]!)];
      const before = good.map((id) => valueOf(id, fields[0]));
      const refused = { id: badId, outcome: 'refused', code: expect.stringMatching(/^[a-z-]+$/) };
      const expected = {
        'fails the call': { told: expect.any(Refused), values: before },
        'fails alone': {
          told: [
            { id: good[0], outcome: 'done' },
            { ...refused, message: expect.any(String) },
            { id: good[1], outcome: 'done' },
          ],
          values: ['2027-06-07', '2027-06-07'],
        },
      };
      const told: unknown = await connector.write(entity, changes, never).catch((error: unknown) => error);
      expect({ told, values: good.map((id) => valueOf(id, fields[0])) }).toEqual(expected[subject.badRecord]);
    });

    test('with a token that is not good: no record is to blame', async () => {
      const { ids, fields, read, write } = await setUp(subject, { token: `${goodToken}-of-yesterday` });
      for (const call of [read([ids[0]!]), write([ids[0]!], { [fields[0]]: null })]) {
        expect(await errorOf(call)).toBeInstanceOf(Unauthorized);
      }
    });

    test.each([
      ['no body', ''],
      ['a page for people', '<!doctype html><title>Sorry</title>'],
    ])('with 401 and %s likewise', async (_what, body) => {
      const { ids, read, fail } = await setUp(subject);
      fail({ kind: 'answer', status: 401, body });
      expect(await errorOf(read([ids[0]!]))).toBeInstanceOf(Unauthorized);
    });

    test('with 403 likewise', async () => {
      const { ids, read, fail } = await setUp(subject);
      fail(json(403, { errors: [{ message: 'Forbidden' }] }));
      expect(await errorOf(read([ids[0]!]))).toBeInstanceOf(Unauthorized);
    });

    test('any more calls than the budget, until the pause is over', async () => {
      const { ids, fields, read, write, spend, pass } = await setUp(subject);
      await spend();
      const error = await errorOf(read([ids[0]!]));
      expect(error).toBeInstanceOf(Throttled);
      expect((error as Throttled).retryAfterMs).toBe(subject.pauseMs);
      pass(subject.pauseMs);
      expect(await write([ids[0]!], { [fields[0]]: '2027-07-08' })).toEqual([
        { id: ids[0], outcome: 'done' },
      ]);
    });
  });

  describe(`${subject.name} cannot be had`, () => {
    const answers: [string, Fault, string][] = [
      ['500', json(500, { errors: [{ message: 'Server error' }] }), 'destination-unavailable'],
      ['503 with a page for people', html(503), 'destination-unavailable'],
      ['200 with a page for people', html(200), 'unreadable-answer'],
      ['404 with a page for people', html(404), 'unreadable-answer'],
      ['403 with a page for people, of something that stands before it', html(403), 'unreadable-answer'],
      [
        '200 with half a body',
        { kind: 'answer', status: 200, body: '{"records":[{"id' },
        'unreadable-answer',
      ],
      ['200 with another thing', json(200, { hello: 'world' }), 'unreadable-answer'],
      ['200 with a list of nothing', json(200, []), 'unreadable-answer'],
      ['a body that never ends', { kind: 'endless' }, 'unreadable-answer'],
      ['a connection that breaks', { kind: 'cut', done: false }, 'destination-unreachable'],
    ];

    test.each(answers)('%s', async (_what, fault, code) => {
      const { ids, fields, read, write, changes, fail } = await setUp(subject);
      await read([ids[0]!]);
      for (const call of [() => read([ids[0]!]), () => write([ids[0]!], { [fields[0]]: '2027-08-09' })]) {
        fail(fault);
        const error = await errorOf(call());
        expect([error.constructor, error.code]).toEqual([Unavailable, code]);
      }
      expect(changes()).toBe(0);
    });

    test('a 429 without a body is a pause all the same', async () => {
      const { ids, read, fail } = await setUp(subject);
      fail({ kind: 'answer', status: 429, body: '' });
      const error = await errorOf(read([ids[0]!]));
      expect(error).toBeInstanceOf(Throttled);
      expect((error as Throttled).retryAfterMs).toBeGreaterThanOrEqual(30_000);
    });

    test('no answer in time; what was asked for may be done, and a read tells', async () => {
      const { ids, fields, read, write, valueOf, fail } = await setUp(subject, { timeoutMs: 300 });
      await read([ids[0]!]);
      fail({ kind: 'silence', done: true });
      const error = await errorOf(write([ids[0]!], { [fields[0]]: '2027-09-10' }));
      expect([error.constructor, error.code]).toEqual([Unavailable, 'destination-timeout']);
      expect(valueOf(ids[0]!, fields[0])).toBe('2027-09-10');
      expect(await read([ids[0]!], [fields[0]])).toEqual([
        { id: ids[0], fields: { [fields[0]]: '2027-09-10' } },
      ]);
    });

    test('a call that is ended from here', async () => {
      const { connector, entity, ids, fields, fail } = await setUp(subject);
      const ending = new AbortController();
      fail({ kind: 'silence', done: false });
      const call = connector.read(entity, [ids[0]!], fields, ending.signal);
      ending.abort();
      expect((await errorOf(call)).code).toBe('destination-timeout');
      expect((await errorOf(connector.read(entity, [ids[0]!], fields, ending.signal))).code).toBe(
        'destination-timeout',
      );
    });

    test('nobody listens', async () => {
      const { ids, read } = await setUp(subject, { baseUrl: 'http://127.0.0.1:1' });
      expect((await errorOf(read([ids[0]!]))).code).toBe('destination-unreachable');
    });

    test('a redirect is not followed: the token goes to nobody else', async () => {
      const heard: string[] = [];
      const elsewhere = createServer((message, reply) => {
        heard.push(message.headers.authorization ?? '');
        reply.end('{}');
      });
      elsewhere.listen(0, '127.0.0.1');
      await once(elsewhere, 'listening');
      onTestFinished(() => void elsewhere.close());
      const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
      const { ids, read, fail } = await setUp(subject);
      fail({ kind: 'answer', status: 307, headers: { location }, body: '' });
      expect(await errorOf(read([ids[0]!]))).toBeInstanceOf(Unavailable);
      expect(heard).toEqual([]);
    });
  });
}
