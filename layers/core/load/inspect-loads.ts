import { asError, Unavailable } from '../errors.ts';
import type { Feed } from '../feed.ts';
import type { InspectStep } from './decide-next.ts';
import type { HeldLease } from './hold-lease.ts';
import type { UninspectedLoad } from './ports.ts';
import { findFeed, type LoadFileDeps } from './stage-file.ts';

/**
 * Looks for drift in one load of each feed. What declares attributes comes first: what it declares is no drift of others.
 * @throws Unavailable when the attempt may succeed later
 */
export async function inspectLoads(
  deps: LoadFileDeps,
  lease: HeldLease,
  { loads }: InspectStep,
): Promise<void> {
  const declaring = deps.unit.feeds.find(isDeclaring) ?? null;
  const waiting = loads.map(({ feed, loadId }) => ({ loadId, feed: findFeed(deps.unit, feed), declaring }));
  const inOrder = waiting.toSorted((a, b) => Number(isDeclaring(b.feed)) - Number(isDeclaring(a.feed)));
  for (const load of inOrder) {
    lease.signal.throwIfAborted();
    await inspect(deps, lease, load);
  }
}

/** An inspection that cannot succeed is not tried again: files that could be loaded must not fail with it. */
async function inspect(
  { ledger, log, clock }: LoadFileDeps,
  lease: HeldLease,
  load: UninspectedLoad,
): Promise<void> {
  const facts = { feed: load.feed.name, load: load.loadId };
  const startedMs = clock.nowMs();
  try {
    const inspection = await ledger.inspect(lease.epoch, load);
    log.info('inspected', { ...facts, ...inspection, durationMs: clock.nowMs() - startedMs });
  } catch (thrown) {
    const error = asError(thrown);
    if (error instanceof Unavailable || lease.signal.aborted) throw error;
    log.error('not inspected', { ...facts, error });
    await ledger.passOver(lease.epoch, load, error.message);
  }
}

function isDeclaring({ traits }: Feed): boolean {
  return traits?.declares !== undefined;
}
