import type { BusinessUnit } from '../business-unit.ts';
import { isNothingDue } from '../load/decide-next.ts';
import type { FeedFacts, Log } from '../load/ports.ts';
import type { ObjectVersion } from '../object-version.ts';
import { chooseListing } from './choose-listing.ts';

/** The ledger of one unit, read only. */
export interface LandingLedger {
  readFeeds(): Promise<FeedFacts[]>;
  /** `stale`: its loader has not been heard of for longer than a lease lasts. */
  readLease(): Promise<'free' | 'held' | 'stale'>;
  /** Those of the objects that the ledger does not know. */
  findUnregistered(objects: readonly ObjectVersion[]): Promise<ObjectVersion[]>;
}

export type ReconcileDeps = {
  unit: BusinessUnit;
  ledger: LandingLedger;
  /** Every version below a prefix, in pages. */
  list(prefix: string): AsyncIterable<(ObjectVersion & { isNewest: boolean })[]>;
  ring(because: string): Promise<void>;
  /** Rings as if the object had just landed. */
  announce(object: ObjectVersion): Promise<void>;
  log: Log;
};

export type ReconcileReport = { unit: string; rung: boolean; announced: number };

/**
 * Rings the unit's bell when it has work due that nobody does: a hold-back that is over, a lease gone stale, a message
 * that was lost. From time to time it also compares the bucket with the ledger and announces what no event did.
 */
export async function reconcileUnit(deps: ReconcileDeps, at: Date): Promise<ReconcileReport> {
  const announced = await announceUnregistered(deps, chooseListing(deps.unit, at));
  const lease = await deps.ledger.readLease();
  const isDue = lease === 'stale' || (lease === 'free' && !isNothingDue(await deps.ledger.readFeeds()));
  if (isDue) await deps.ring(lease === 'stale' ? 'its loader went silent' : 'work is due');
  const report = { unit: deps.unit.name, rung: isDue, announced };
  if (isDue || announced > 0) deps.log.info('unit reconciled', report);
  return report;
}

async function announceUnregistered(deps: ReconcileDeps, prefixes: readonly string[]): Promise<number> {
  let announced = 0;
  for (const prefix of prefixes) {
    for await (const page of deps.list(prefix)) {
      const newest = page.filter((version) => version.isNewest);
      for (const object of await deps.ledger.findUnregistered(newest)) {
        await deps.announce(object);
        announced += 1;
      }
    }
  }
  return announced;
}
