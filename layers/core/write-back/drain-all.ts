import { drainDestination, type DrainOutcome } from './drain-destination.ts';
import type { DrainDeps } from './ports.ts';

/** What is there beside the destinations that somebody can reach. */
export type DrainAllDeps = {
  destinations: readonly DrainDeps[];
  /** Fails what waits for a destination that is none of these, visibly. */
  failUnknown(known: readonly string[]): Promise<void>;
  ring(because: string): Promise<void>;
};

/**
 * Drains every destination, side by side: none waits for another. Rings the bell when one of them ran out of time.
 * @throws what the first that failed threw, after all have ended
 */
export async function drainAll(deps: DrainAllDeps): Promise<Record<string, DrainOutcome>> {
  await deps.failUnknown(deps.destinations.map(({ destination }) => destination));
  const ends = await Promise.allSettled(deps.destinations.map(drainDestination));
  const outcomes = ends.flatMap((end, place) =>
    end.status === 'fulfilled' ? [[deps.destinations[place]!.destination, end.value] as const] : [],
  );
  // Also when another one failed: what is left of this one does not wait for that.
  if (outcomes.some(([, outcome]) => outcome === 'out-of-time')) await deps.ring('a drain ran out of time');
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return Object.fromEntries(outcomes);
}
