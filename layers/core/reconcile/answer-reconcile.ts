import type { BusinessUnit } from '../business-unit.ts';
import { findingsShown, type BucketReport } from './bucket-report.ts';
import { findUnrouted } from './find-unrouted.ts';
import { nameVersion } from './name-version.ts';
import type { ReconcileAllDeps } from './reconcile-all.ts';
import { reconcileBucket } from './reconcile-bucket.ts';

/**
 * What a person asked: the whole bucket against the ledger of one unit, and what lies under no unit's prefix. A dry run
 * announces and notes nothing.
 */
export async function answerReconcile(
  deps: ReconcileAllDeps,
  unit: BusinessUnit,
  { dryRun }: { dryRun: boolean },
): Promise<BucketReport> {
  const report = await reconcileBucket(deps.depsOf(unit), { dryRun });
  const unrouted = await findUnrouted(deps.bucket, deps.knownUnits);
  if (!dryRun) await deps.unrouted.note(unrouted);
  const first = unrouted.slice(0, findingsShown).map(nameVersion);
  return { ...report, unrouted: { count: unrouted.length, first } };
}
