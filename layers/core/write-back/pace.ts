import type { DrainClock } from './ports.ts';

/** A destination's budget: so many calls in any time of that length. */
export type Budget = { calls: number; perMs: number };

/** A call that may go now, and must. */
export type PacedCall = { answered(): void };

export type Pace = {
  /** Waits for its turn; null when a pause began meanwhile. Calls go in the order in which they asked. */
  take(cost: number): Promise<PacedCall | null>;
  /** From now on nothing goes for so long; whoever waits is sent away. */
  pause(durationMs: number): void;
  /** What is left of the pause; 0 when there is none. */
  pausedMs(): number;
  /** How much of the budget is still to be counted. */
  spent(): number;
};

/** For clocks that are not quite alike. */
const marginShare = 0.01;

type Entry = { cost: number; sentMs: number; answeredMs: number | null; isOpening: boolean };

/**
 * Lets as many calls go as a budget allows, at once where there is room, and never more in any time of its length. As many
 * may be under way as fit in.
 *
 * What counts is when a call arrives, and ways through a network differ. A call that took longer than the fastest may have
 * been late on its way there by as much, so it counts from that much later than it was sent; the first ones, whose
 * connections are only being made for them, from when they were answered.
 * @param before what others spent of the budget, and how long ago at the least
 * @param ended nobody waits any longer
 */
export function openPace(
  { calls, perMs }: Budget,
  clock: DrainClock,
  before: { spent: number; agoMs: number },
  ended: AbortSignal,
): Pace {
  const windowMs = perMs * (1 + marginShare);
  const spentMs = clock.nowMs() - before.agoMs;
  let log: Entry[] = [{ cost: before.spent, sentMs: spentMs, answeredMs: spentMs, isOpening: true }];
  let opened = 0;
  let fastestMs = Infinity;
  let turn: Promise<unknown> = Promise.resolve();
  let pausedUntilMs = -Infinity;
  let pausing = new AbortController();

  /** The latest at which a call can have arrived, but for what every call takes. */
  const countsFrom = ({ sentMs, answeredMs, isOpening }: Entry): number => {
    const latestMs = answeredMs ?? clock.nowMs();
    return isOpening ? latestMs : Math.max(sentMs, latestMs - fastestMs);
  };
  const counted = (): { cost: number; fromMs: number }[] => {
    const nowMs = clock.nowMs();
    log = log.filter((entry) => nowMs - countsFrom(entry) < windowMs);
    return log
      .map((entry) => ({ cost: entry.cost, fromMs: countsFrom(entry) }))
      .toSorted((a, b) => a.fromMs - b.fromMs);
  };
  const total = (entries: readonly { cost: number }[]): number =>
    entries.reduce((sum, { cost }) => sum + cost, 0);
  const pausedMs = (): number => Math.max(0, pausedUntilMs - clock.nowMs());

  /** How long until there can be room for that much. */
  const msUntilRoom = (cost: number): number => {
    const leaving = counted();
    let room = calls - total(leaving);
    if (room >= cost) return 0;
    const last = leaving.find((entry) => (room += entry.cost) >= cost);
    return (last?.fromMs ?? clock.nowMs()) + windowMs - clock.nowMs();
  };

  const waitForRoom = async (cost: number): Promise<PacedCall | null> => {
    for (;;) {
      if (ended.aborted || pausedMs() > 0) return null;
      const waitMs = msUntilRoom(cost);
      if (waitMs <= 0) break;
      await clock.sleep(waitMs, AbortSignal.any([pausing.signal, ended]));
    }
    const entry: Entry = { cost, sentMs: clock.nowMs(), answeredMs: null, isOpening: opened < calls };
    opened += cost;
    log.push(entry);
    return {
      answered() {
        entry.answeredMs = clock.nowMs();
        fastestMs = Math.min(fastestMs, entry.answeredMs - entry.sentMs);
      },
    };
  };

  return {
    take(cost) {
      // More than the whole budget never has room.
      const mine = turn.then(() => waitForRoom(Math.min(cost, calls)));
      turn = mine;
      return mine;
    },
    pause(durationMs) {
      pausedUntilMs = Math.max(pausedUntilMs, clock.nowMs() + durationMs);
      pausing.abort();
      pausing = new AbortController();
    },
    pausedMs,
    spent: () => total(counted()),
  };
}
