import { expect, test } from 'vitest';
import { holdLease } from '#core/load/hold-lease.ts';
import type { Clock, LoadLedger } from '#core/load/ports.ts';

/** A clock that stands still until it is moved: second by second, or in one leap as that of a frozen sandbox. */
function makeClock(): Clock & { pass(seconds: number): Promise<void>; leap(seconds: number): Promise<void> } {
  let nowMs = 0;
  const works = new Map<() => Promise<void>, { isBusy: boolean }>();
  const leap = async (seconds: number): Promise<void> => {
    nowMs += seconds * 1000;
    for (const [work, state] of works) {
      if (state.isBusy) continue;
      state.isBusy = true;
      void work().finally(() => (state.isBusy = false));
    }
    await new Promise(setImmediate);
  };
  return {
    nowMs: () => nowMs,
    every(_everyMs, work) {
      works.set(work, { isBusy: false });
      return { stop: () => works.delete(work) };
    },
    async pass(seconds) {
      for (let second = 0; second < seconds; second++) await leap(1);
    },
    leap,
  };
}

function makeLease() {
  const beats: { loadId: number | null; rows: number }[] = [];
  const answers: (boolean | Promise<boolean>)[] = [];
  const clock = makeClock();
  const ledger = {
    beat: async (_epoch, loadId, { rows }) => {
      beats.push({ loadId, rows });
      return answers.shift() ?? true;
    },
  } satisfies Pick<LoadLedger, 'beat'> as unknown as LoadLedger;
  const outer = new AbortController();
  return { beats, answers, clock, outer, lease: holdLease(ledger, clock, 4, outer.signal) };
}

test('between files the heart beats every ten seconds', async () => {
  const { beats, clock } = makeLease();
  await clock.pass(35);
  expect(beats).toHaveLength(3);
});

test('while a file is staged it beats every second and carries the progress', async () => {
  const { beats, clock, lease } = makeLease();
  lease.watch(9);
  lease.progress.rows = 100;
  await clock.pass(2);
  expect(beats).toEqual([
    { loadId: 9, rows: 100 },
    { loadId: 9, rows: 100 },
  ]);
});

test('the progress of one file is not that of the next', () => {
  const { lease } = makeLease();
  lease.watch(9);
  lease.progress.rows = 100;
  lease.watch(10);
  expect(lease.progress).toEqual({ rows: 0, sourceBytes: 0 });
});

test('when another loader has the unit everything stops', async () => {
  const { answers, clock, lease } = makeLease();
  answers.push(true, false);
  await clock.pass(10);
  expect(lease.signal.aborted).toBe(false);
  await clock.pass(10);
  expect(lease.signal.reason).toMatchObject({ code: 'lease-lost' });
});

test('a loader that was frozen for longer than a lease lasts stops by itself', async () => {
  const { clock, lease } = makeLease();
  await clock.leap(44);
  expect(lease.signal.aborted).toBe(false);
  await clock.leap(46);
  expect(lease.signal.reason).toMatchObject({ code: 'lease-lost' });
});

test('a loader whose heartbeat is stuck, as over a connection that died unnoticed, stops by itself', async () => {
  const { beats, answers, clock, lease } = makeLease();
  answers.push(new Promise<boolean>(() => undefined));
  await clock.pass(45);
  expect(beats).toHaveLength(1);
  expect(lease.signal.aborted).toBe(false);
  await clock.pass(1);
  expect(lease.signal.reason).toMatchObject({ code: 'lease-lost' });
  await expect(lease.ended).rejects.toBe(lease.signal.reason);
});

test('the end of the invocation stops it too, and no heart beats after it was stopped', async () => {
  const { beats, clock, lease, outer } = makeLease();
  outer.abort(new Error('out of time'));
  expect(lease.signal.aborted).toBe(true);
  lease.stop();
  await clock.pass(30);
  expect(beats).toEqual([]);
});
