import { asError } from '../errors.ts';
import { Unauthorized } from './connector-errors.ts';
import type { Connector } from './connector.ts';
import { deliverPage } from './deliver-page.ts';
import { Drain, lockedOutMs } from './drain.ts';
import { endTogether } from './end-together.ts';
import { holdDestination, type HeldDestination } from './hold-destination.ts';
import { openPace } from './pace.ts';
import { recordsPerPage } from './page-size.ts';
import type { DrainClaim, DrainDeps } from './ports.ts';

/** `claimed-elsewhere`: another drain does it. `out-of-time`: something is left, and the bell is to be rung. */
export type DrainOutcome = 'rested' | 'claimed-elsewhere' | 'out-of-time';

/** While one page waits for its last answers, another goes on. */
const pagesAtOnce = 2;
/** A drain waits for what is due so soon; what is due later the schedule finds. */
const patienceMs = 65_000;
/** While it waits it looks from time to time whether something came in. */
const lookMs = 5_000;

/**
 * Sends whatever is due for one destination, and comes back when nothing is, or when it shall not go on. One drain at a
 * time does.
 */
export async function drainDestination(deps: DrainDeps): Promise<DrainOutcome> {
  const claim = await deps.store.claim(deps.holder);
  if (claim === null) return 'claimed-elsewhere';
  const lease = holdDestination(deps.store, deps.clock, claim.epoch, deps.signal);
  const work: Work = { deps, claim, lease, drain: null, run: null };
  try {
    const outcome = await workUntilRest(work);
    await noteEnd(work, outcome, null);
    return outcome;
  } catch (error) {
    // Whoever comes next need not wait until the lease has grown old; one that is lost nobody can give back.
    await deps.store
      .giveBack(claim.epoch, spentBy(work))
      .then(() => noteEnd(work, 'failed', asError(error).message))
      .catch((second: unknown) => deps.log.warn('lease kept', { second }));
    throw error;
  } finally {
    lease.stop();
  }
}

type Work = {
  deps: DrainDeps;
  claim: DrainClaim;
  lease: HeldDestination;
  /** Null until something is due. */
  drain: Drain | null;
  run: number | null;
};

async function workUntilRest(work: Work): Promise<DrainOutcome> {
  const { deps, claim, lease } = work;
  const { store, clock } = deps;
  for (;;) {
    lease.signal.throwIfAborted();
    const dueInMs = await store.rest(claim.epoch, spentBy(work), patienceMs);
    if (dueInMs === null) return 'rested';
    const waitMs = Math.max(dueInMs, work.drain?.pace.pausedMs() ?? 0);
    if (deps.remainingMs() - waitMs < deps.reserveMs) {
      await store.giveBack(claim.epoch, spentBy(work));
      return 'out-of-time';
    }
    if (waitMs > 0) await clock.sleep(Math.min(waitMs, lookMs), lease.signal);
    else if ((work.drain ??= await openDrain(work))) {
      work.run ??= await store.beginRun(claim.epoch);
      await workPages(work.drain, deps);
    }
  }
}

/** What of the budget is still to be counted; null: nothing was sent. */
function spentBy({ drain }: Work): number | null {
  return drain?.pace.spent() ?? null;
}

/** Null when the destination does not let us in: it is paused, and somebody is told. */
async function openDrain({ deps, claim, lease }: Work): Promise<Drain | null> {
  let connector: Connector;
  try {
    connector = await deps.openConnector();
  } catch (error) {
    if (!(error instanceof Unauthorized)) throw error;
    await deps.store.pause(claim.epoch, { durationMs: lockedOutMs, inARow: claim.pauses }, error);
    return null;
  }
  // Nobody knows what a drain sent that went silent: the whole budget, as far as we know.
  const before = claim.before ?? { spent: connector.limit.calls, agoMs: 0 };
  const pace = openPace(connector.limit, deps.clock, before, lease.signal);
  return new Drain(deps, { connector, pace, lease, claim });
}

/** Takes page after page until none is left, or no further one is to be begun. */
async function workPages(drain: Drain, { store }: DrainDeps): Promise<void> {
  const atMost = recordsPerPage(drain.connector);
  const work = async (): Promise<void> => {
    while (!drain.isOver()) {
      const page = await store.takePage(drain.lease.epoch, atMost);
      if (page.length === 0) return;
      await deliverPage(drain, page);
    }
  };
  await endTogether(Array.from({ length: pagesAtOnce }, work), drain.lease.giveUp);
}

async function noteEnd(
  { deps, drain, run }: Work,
  outcome: DrainOutcome | 'failed',
  error: string | null,
): Promise<void> {
  if (drain === null || run === null) return;
  deps.metrics.count('WriteBacksDone', drain.counts.done);
  deps.metrics.count('WriteBacksFailed', drain.counts.failed);
  deps.log.info('drain ended', { destination: deps.destination, outcome, ...drain.counts });
  await deps.store.endRun(run, drain.counts, error);
}
