import type { WriteBackStore } from '#core/write-back/ports.ts';
import type { UnitBench } from '../unit-bench.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A virtual clock, and the database that its time passes for as well. */
export type AgedDatabase = {
  clock: VirtualClock;
  /** The same queue; whenever it looks at the time, it is as late as the virtual clock says. */
  age(store: WriteBackStore): WriteBackStore;
};

/** Moves what waits in the database nearer by the time that passed. */
export function ageDatabase(rows: UnitBench['rows']): AgedDatabase {
  let passedMs = 0;
  const clock = new VirtualClock(undefined, (durationMs) => void (passedMs += durationMs));
  const catchUp = async (): Promise<void> => {
    if (passedMs === 0) return;
    const interval = `${passedMs} milliseconds`;
    passedMs = 0;
    await rows(
      `update pending_sync_queue set next_attempt_at = next_attempt_at - $1::interval where status = 'pending'`,
      [interval],
    );
    await rows(
      `update drain_leases set paused_until = paused_until - $1::interval, spent_at = spent_at - $1::interval`,
      [interval],
    );
  };
  return {
    clock,
    age: (store) => ({
      ...store,
      claim: async (...given) => catchUp().then(() => store.claim(...given)),
      rest: async (...given) => catchUp().then(() => store.rest(...given)),
      takePage: async (...given) => catchUp().then(() => store.takePage(...given)),
    }),
  };
}
