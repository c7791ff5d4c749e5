import { asError } from '../errors.ts';
import type { ObjectVersion } from '../object-version.ts';
import { findingsShown, type BucketReport, type MissingVersion } from './bucket-report.ts';
import { rootPrefixes } from './choose-listing.ts';
import { cutRanges } from './cut-ranges.ts';
import { nameVersion } from './name-version.ts';
import type { ReconcileDeps } from './ports.ts';

/** After this long an object that no event named is taken for one that none will. */
const eventsTakeMs = 60_000;

/** What a listing says of one unit; who asks adds what lies under no unit's prefix. */
export type UnitBucketReport = Omit<BucketReport, 'unrouted'>;

/**
 * Compares every version that the bucket holds for a unit with its ledger, both ways. What the ledger does not know is
 * announced to the loader, and the run is noted; a dry run only looks.
 */
export async function reconcileBucket(
  deps: ReconcileDeps,
  { dryRun }: { dryRun: boolean },
): Promise<UnitBucketReport> {
  if (dryRun) return compareBucket(deps, null);
  const run = await deps.runs.begin(deps.unit, 'reconcile');
  try {
    const report = await compareBucket(deps, deps.announce);
    const { listed, unregistered, missing } = report;
    const counts = { listed, announced: unregistered.count, missing: missing.count };
    await deps.runs.end(deps.unit, run, counts, null);
    if (missing.count > 0)
      deps.log.warn('the bucket lacks files that the ledger has', { ...counts, ...missing });
    return report;
  } catch (error) {
    await deps.runs.end(deps.unit, run, {}, asError(error).message).catch((second: unknown) => {
      deps.log.warn('the end of the run was not noted', { run, error: second });
    });
    throw error;
  }
}

/** Its event may still come: announcing it does no harm, but calling it forgotten would. */
function isOnItsWay({ lastModified }: ObjectVersion, now: Date): boolean {
  return lastModified !== null && now.getTime() - lastModified.getTime() < eventsTakeMs;
}

async function compareBucket(
  { unit, ledger, bucket }: ReconcileDeps,
  announce: ReconcileDeps['announce'] | null,
): Promise<UnitBucketReport> {
  let listed = 0;
  const unregistered: BucketReport['unregistered'] = { count: 0, first: [] };
  const missing: MissingVersion[] = [];
  for (const prefix of rootPrefixes(unit)) {
    // What lands while we look is in the ledger, and may not be in the page that we have.
    const knownBefore = await ledger.readNow();
    for await (const { range, objects } of cutRanges(prefix, bucket.list(prefix))) {
      listed += objects.length;
      for (const object of await ledger.findUnregistered(objects)) {
        if (announce === null && isOnItsWay(object, knownBefore)) continue;
        await announce?.(object);
        unregistered.count += 1;
        if (unregistered.first.length < findingsShown) unregistered.first.push(nameVersion(object));
      }
      missing.push(...(await ledger.findMissing(range, objects, knownBefore)));
    }
  }
  const inForceFirst = missing.toSorted((a, b) => Number(b.inForce) - Number(a.inForce));
  return {
    unit: unit.name,
    listed,
    unregistered,
    missing: { count: missing.length, first: inForceFirst.slice(0, findingsShown) },
  };
}
