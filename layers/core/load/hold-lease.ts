import { Unavailable } from '../errors.ts';
import type { Clock, LoadLedger, StagingProgress } from './ports.ts';

/** A loader whose heartbeat is older than this has lost its unit to whoever asks. */
export const leaseMs = 45_000;
const heartbeatMs = 10_000;
/** While a file is staged the heartbeat also carries how far it is, so it comes more often. */
const progressMs = 1_000;

/** The unit is ours while `signal` is not aborted. */
export type HeldLease = {
  epoch: number;
  signal: AbortSignal;
  /** Rejects with the signal's reason as soon as it is aborted; never resolves. */
  ended: Promise<never>;
  /** Counted by staging, written with the heartbeat. */
  progress: StagingProgress;
  /** The load whose progress is written; null between files. */
  watch(loadId: number | null): void;
  stop(): void;
};

/** Keeps a claimed lease alive until stopped; aborts its signal when another loader took the unit. */
export function holdLease(ledger: LoadLedger, clock: Clock, epoch: number, outer: AbortSignal): HeldLease {
  const lost = new AbortController();
  const progress: StagingProgress = { rows: 0, sourceBytes: 0 };
  let loadId: number | null = null;
  let lastBeatMs = clock.nowMs();

  const giveUp = (message: string): void => lost.abort(new Unavailable('lease-lost', message, { epoch }));
  const beat = async (): Promise<void> => {
    if (loadId === null && clock.nowMs() - lastBeatMs < heartbeatMs) return;
    // What counts is when the heartbeat was sent: its answer may be late.
    const sentMs = clock.nowMs();
    const mine = await ledger.beat(epoch, loadId, progress);
    if (!mine) giveUp('Another loader took this business unit over.');
    lastBeatMs = sentMs;
  };
  // Apart from the heartbeat, which may be stuck itself.
  const look = async (): Promise<void> => {
    if (clock.nowMs() - lastBeatMs > leaseMs)
      giveUp('The heartbeat did not come through for longer than a lease lasts.');
  };
  const timers = [clock.every(progressMs, look), clock.every(progressMs, beat)];

  const signal = AbortSignal.any([outer, lost.signal]);
  return {
    epoch,
    signal,
    ended: rejectWhenAborted(signal),
    progress,
    watch(next) {
      loadId = next;
      progress.rows = 0;
      progress.sourceBytes = 0;
    },
    stop: () => timers.forEach((timer) => timer.stop()),
  };
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when it happens.
  promise.catch(() => undefined);
  const end = (): void => reject(signal.reason as Error);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return promise;
}
