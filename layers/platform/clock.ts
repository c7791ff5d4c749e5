import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#core/load/ports.ts';
import type { DrainClock } from '#core/write-back/ports.ts';

/** The machine's own clock. Work that is called back and fails is logged; the next beat tries again. */
export function openClock(log: Log): DrainClock {
  return {
    nowMs: () => performance.now(),
    every(everyMs, work) {
      let isBusy = false;
      const timer = setInterval(() => {
        if (isBusy) return;
        isBusy = true;
        work()
          .catch((error: unknown) => log.warn('a beat failed', { error }))
          .finally(() => (isBusy = false));
      }, everyMs);
      return { stop: () => clearInterval(timer) };
    },
    sleep: (durationMs, signal) => wait(durationMs, undefined, { signal }).catch(() => undefined),
  };
}
