import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPace, type Pace } from '#core/write-back/pace.ts';
import { VirtualClock } from '../../support/write-backs/virtual-clock.ts';

const airtable = { calls: 5, perMs: 1_000 };
const unspent = { spent: 0, agoMs: 0 };
const never = new AbortController().signal;

type Sent = { atMs: number; arrivedMs: number; cost: number };

describe('a budget', () => {
  test('is never exceeded in any time of its length, and is used up to 95 %, however long answers take', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 3_000 }), async (latencyMs) => {
        const clock = new VirtualClock(50);
        const pace = openPace(airtable, clock, unspent, never);
        const sent = await send(clock, pace, { calls: 100, ways: [[0, latencyMs]], cost: () => 1 });
        expect(mostWithin(sent, airtable.perMs)).toBe(airtable.calls);
        // Of the first calls only the answers count, so they take as long as those.
        const steady = sent.slice(airtable.calls * 2);
        const atBestMs = (steady.length / airtable.calls) * airtable.perMs;
        expect(steady.at(-1)!.atMs - steady[0]!.atMs).toBeLessThanOrEqual(atBestMs / 0.95);
      }),
      { numRuns: 30, seed: 20_260_303 },
    );
  });

  test('is not exceeded where calls arrive, however much their ways there and back differ', async () => {
    const way = fc.tuple(fc.integer({ min: 20, max: 400 }), fc.integer({ min: 20, max: 400 }));
    await fc.assert(
      fc.asyncProperty(fc.array(way, { minLength: 1, maxLength: 30 }), async (ways) => {
        const clock = new VirtualClock(1);
        const pace = openPace(airtable, clock, unspent, never);
        // One of them is as fast as any can be.
        const sent = await send(clock, pace, { calls: 60, ways: [[20, 20], ...ways], cost: () => 1 });
        const arrived = sent.map(({ arrivedMs, cost }) => ({ atMs: arrivedMs, cost }));
        expect(mostWithin(arrived, airtable.perMs)).toBeLessThanOrEqual(airtable.calls);
      }),
      { numRuns: 30, seed: 20_260_303 },
    );
  });

  test('counts what each call costs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 60, maxLength: 60 }),
        async (costs) => {
          const asana = { calls: 150, perMs: 60_000 };
          const clock = new VirtualClock();
          const pace = openPace(asana, clock, unspent, never);
          const sent = await send(clock, pace, { calls: 60, ways: [[50, 50]], cost: (call) => costs[call]! });
          expect(mostWithin(sent, asana.perMs)).toBeLessThanOrEqual(asana.calls);
        },
      ),
      { numRuns: 20, seed: 20_260_303 },
    );
  });

  test('goes over to the next drain with what is spent of it', async () => {
    const clock = new VirtualClock();
    const first = openPace(airtable, clock, unspent, never);
    const sent = await send(clock, first, { calls: 4, ways: [[0, 0]], cost: () => 1 });
    const spent = first.spent();
    expect(spent).toBe(4);
    await clock.passMs(300);
    const second = openPace(airtable, clock, { spent, agoMs: 300 }, never);
    sent.push(...(await send(clock, second, { calls: 20, ways: [[0, 0]], cost: () => 1 })));
    expect(sent[4]?.atMs).toBe(sent[3]!.atMs + 300);
    expect(mostWithin(sent, airtable.perMs)).toBe(airtable.calls);
  });

  test('that is smaller than a call lets the call go when nothing else is counted', async () => {
    const clock = new VirtualClock();
    const pace = openPace({ calls: 3, perMs: 1_000 }, clock, unspent, never);
    const sent = await send(clock, pace, { calls: 3, ways: [[0, 0]], cost: () => 10 });
    expect(sent.map(({ atMs }) => Math.floor((atMs - sent[0]!.atMs) / 1_000))).toEqual([0, 1, 2]);
  });
});

describe('a pause', () => {
  test('sends away whoever waits and whoever comes, until it is over', async () => {
    const clock = new VirtualClock();
    const pace = openPace(airtable, clock, unspent, never);
    const taken = await Promise.all(Array.from({ length: 5 }, () => pace.take(1)));
    for (const turn of taken) turn?.answered();
    const waiting = [pace.take(1), pace.take(1)];
    pace.pause(30_000);
    expect(await Promise.all([...waiting, pace.take(1)])).toEqual([null, null, null]);
    expect(pace.pausedMs()).toBeGreaterThan(29_000);
    await clock.passMs(30_000);
    expect(await pace.take(1)).not.toBeNull();
  });

  test('is not made shorter by another', () => {
    const clock = new VirtualClock();
    const pace = openPace(airtable, clock, unspent, never);
    pace.pause(30_000);
    pace.pause(1_000);
    expect(pace.pausedMs()).toBe(30_000);
  });
});

test('nobody waits any longer once the drain has ended', async () => {
  const ended = new AbortController();
  const pace = openPace({ calls: 1, perMs: 1_000 }, new VirtualClock(), unspent, ended.signal);
  expect(await pace.take(1)).not.toBeNull();
  ended.abort();
  expect(await pace.take(1)).toBeNull();
});

/** Asks for all calls at once; each goes its way there and back, in milliseconds. */
async function send(
  clock: VirtualClock,
  pace: Pace,
  {
    calls,
    ways,
    cost,
  }: { calls: number; ways: [there: number, back: number][]; cost: (call: number) => number },
): Promise<Sent[]> {
  const sent: Sent[] = [];
  await Promise.all(
    Array.from({ length: calls }, async (_, call) => {
      const turn = await pace.take(cost(call));
      const [thereMs, backMs] = ways[call % ways.length]!;
      sent.push({ atMs: clock.nowMs(), arrivedMs: clock.nowMs() + thereMs, cost: cost(call) });
      if (thereMs + backMs === 0) return turn?.answered();
      const timer = clock.every(thereMs + backMs, async () => {
        timer.stop();
        turn?.answered();
      });
    }),
  );
  return sent;
}

/** The greatest sum of costs in any half-open time of that length. */
function mostWithin(sent: readonly Pick<Sent, 'atMs' | 'cost'>[], perMs: number): number {
  return Math.max(
    ...sent.map(({ atMs }) =>
      sent
        .filter((other) => other.atMs >= atMs && other.atMs < atMs + perMs)
        .reduce((sum, { cost }) => sum + cost, 0),
    ),
  );
}
