import type { DrainClock } from '#core/write-back/ports.ts';

type Timer = { everyMs: number; nextMs: number; work: () => Promise<void> };

/**
 * A clock that stands still until somebody sleeps, and then jumps to when they wake. Timers do their work on the way, and
 * it is waited for, so that the same things always happen in the same order.
 */
export class VirtualClock implements DrainClock {
  private readonly timers = new Set<Timer>();
  private atMs: number;
  private readonly stepMs: number;
  private readonly onPass: (durationMs: number) => void;

  /**
   * @param stepMs timers are looked at in steps no longer than this
   * @param onPass told of all time that passes
   */
  constructor(stepMs = 500, onPass: (durationMs: number) => void = () => undefined) {
    this.atMs = 1_000_000;
    this.stepMs = stepMs;
    this.onPass = onPass;
  }

  nowMs = (): number => this.atMs;

  every = (everyMs: number, work: () => Promise<void>): { stop(): void } => {
    const timer = { everyMs, nextMs: this.atMs + everyMs, work };
    this.timers.add(timer);
    return { stop: () => void this.timers.delete(timer) };
  };

  sleep = async (durationMs: number, signal: AbortSignal): Promise<void> => {
    const wakeMs = this.atMs + durationMs;
    while (this.atMs < wakeMs && !signal.aborted)
      await this.passMs(Math.min(this.stepMs, wakeMs - this.atMs));
  };

  /** Lets time pass. */
  async passMs(durationMs: number): Promise<void> {
    this.atMs += durationMs;
    this.onPass(durationMs);
    for (const timer of this.timers) {
      if (timer.nextMs > this.atMs) continue;
      timer.nextMs = this.atMs + timer.everyMs;
      await timer.work().catch(() => undefined);
    }
    // Whoever else is about to do something does it first.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
