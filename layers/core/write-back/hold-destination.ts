import { Unavailable } from '../errors.ts';
import type { DrainClock, WriteBackStore } from './ports.ts';

/** A drain whose heartbeat is older than this has lost its destination to whoever asks. */
export const drainLeaseMs = 45_000;
const heartbeatMs = 10_000;
const lookMs = 1_000;
/** A call takes 20 s at the most: one that begins no later than this after a heartbeat ends within the lease. */
const callAfterBeatMs = 20_000;

/** The destination is ours while `signal` is not aborted. */
export type HeldDestination = {
  epoch: number;
  signal: AbortSignal;
  /** @throws Unavailable `lease-lost` when the lease may end while a call that begins now is under way */
  requireFresh(): void;
  /** Ends everything, because of this. */
  giveUp(reason: unknown): void;
  stop(): void;
};

/** Keeps a claimed destination until stopped. */
export function holdDestination(
  store: Pick<WriteBackStore, 'beat'>,
  clock: DrainClock,
  epoch: number,
  outer: AbortSignal,
): HeldDestination {
  const lost = new AbortController();
  let lastBeatMs = clock.nowMs();
  const age = (): number => clock.nowMs() - lastBeatMs;
  const lose = (message: string): void => lost.abort(new Unavailable('lease-lost', message, { epoch }));
  const beat = async (): Promise<void> => {
    if (age() < heartbeatMs) return;
    // What counts is when the heartbeat was sent: its answer may be late.
    const sentMs = clock.nowMs();
    if (await store.beat(epoch)) lastBeatMs = sentMs;
    else lose('Another drain took this destination over.');
  };
  const look = async (): Promise<void> => {
    if (age() > drainLeaseMs) lose('The heartbeat did not come through for longer than a lease lasts.');
  };
  const timers = [clock.every(lookMs, look), clock.every(lookMs, beat)];
  const signal = AbortSignal.any([outer, lost.signal]);
  return {
    epoch,
    signal,
    requireFresh() {
      signal.throwIfAborted();
      if (age() <= callAfterBeatMs) return;
      lose('The heartbeat is too old for another call.');
      signal.throwIfAborted();
    },
    giveUp: (reason) => lost.abort(reason),
    stop: () => timers.forEach((timer) => timer.stop()),
  };
}
