import type { BusinessUnit } from '../business-unit.ts';
import { chooseListing } from './choose-listing.ts';
import { findUnrouted } from './find-unrouted.ts';
import type { BucketListing, Gauges, ReconcileDeps, UnroutedNotes } from './ports.ts';
import { reconcileUnit, type ReconcileReport } from './reconcile-unit.ts';

export type ReconcileAllDeps = {
  /** Those that are live: they have a queue to ring. */
  units: readonly BusinessUnit[];
  /** Every unit of the catalog: what waits under the prefix of one that is still to go live belongs to it. */
  knownUnits: readonly BusinessUnit[];
  depsOf(unit: BusinessUnit): ReconcileDeps;
  bucket: BucketListing;
  unrouted: UnroutedNotes;
  gauges: Gauges;
};

/**
 * One scheduled run over all units, and over what belongs to none. What fails does not keep the others from being looked
 * at.
 * @throws AggregateError when something failed, after everything was tried
 */
export async function reconcileAll(deps: ReconcileAllDeps, at: Date): Promise<ReconcileReport[]> {
  const runs = await Promise.allSettled(deps.units.map((unit) => reconcileUnit(deps.depsOf(unit), at)));
  const [beside] = await Promise.allSettled([reconcileBeside(deps, at)]);
  const failed = [...runs, beside].filter((run) => run.status === 'rejected');
  if (failed.length > 0) {
    throw new AggregateError(
      failed.map((run) => run.reason as unknown),
      `${failed.length} parts of the run failed; the others were done`,
    );
  }
  return runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
}

/** What lies beside the units' prefixes: looked for when the whole bucket is listed, and said at every run. */
async function reconcileBeside(deps: ReconcileAllDeps, at: Date): Promise<void> {
  const { bucket, knownUnits, unrouted, gauges } = deps;
  if (chooseListing(at) === 'whole') await unrouted.note(await findUnrouted(bucket, knownUnits));
  gauges.noteAlertsOfNoUnit(await unrouted.countOpenAlerts());
}
