import { isNothingDue } from '../load/decide-next.ts';
import { chooseListing, newestPrefixes } from './choose-listing.ts';
import type { ReconcileDeps } from './ports.ts';
import { reconcileBucket } from './reconcile-bucket.ts';

/** `listed`: how much of the bucket was compared with the ledger in this run. */
export type ReconcileReport = {
  unit: string;
  rung: boolean;
  listed: 'nothing' | 'newest' | 'whole';
  announced: number;
};

/**
 * Rings the unit's bell when it has work due that nobody does: a hold-back that is over, a lease gone stale, a message
 * that was lost, a mark for replay. From time to time it also compares the bucket with the ledger and announces what no
 * event did. Every time it looks whether data still comes, and how the unit stands.
 */
export async function reconcileUnit(deps: ReconcileDeps, at: Date): Promise<ReconcileReport> {
  const listed = chooseListing(at);
  const announced = await announceUnregistered(deps, listed, at);
  const lease = await deps.ledger.readLease();
  const isDue = lease === 'stale' || (lease === 'free' && !isNothingDue(await deps.ledger.readFeeds()));
  if (isDue) await deps.ring(lease === 'stale' ? 'its loader went silent' : 'work is due');
  await deps.freshness.note(deps.unit, await deps.ledger.listStaleFeeds());
  deps.gauges.note(deps.unit, await deps.ledger.readGauges());
  const report = { unit: deps.unit.name, rung: isDue, listed, announced };
  if (isDue || announced > 0) deps.log.info('unit reconciled', report);
  return report;
}

async function announceUnregistered(
  deps: ReconcileDeps,
  listed: ReconcileReport['listed'],
  at: Date,
): Promise<number> {
  if (listed === 'nothing') return 0;
  if (listed === 'whole') return (await reconcileBucket(deps, { dryRun: false })).unregistered.count;
  let announced = 0;
  for (const prefix of newestPrefixes(deps.unit, at)) {
    for await (const page of deps.bucket.list(prefix)) {
      const unregistered = await deps.ledger.findUnregistered(page);
      for (const object of unregistered) await deps.announce(object);
      announced += unregistered.length;
    }
  }
  return announced;
}
