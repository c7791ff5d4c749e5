import type { BusinessUnit } from '../business-unit.ts';
import { planPrefix } from '../landing/plan-prefix.ts';
import type { ObjectVersion } from '../object-version.ts';
import { rootPrefixes } from './choose-listing.ts';
import type { BucketListing } from './ports.ts';

/** Objects of the landing bucket that lie under no unit's prefix: no rule hears of them and nobody loads them. */
export async function findUnrouted(
  bucket: BucketListing,
  units: readonly BusinessUnit[],
): Promise<ObjectVersion[]> {
  const known = new Set([planPrefix, ...units.flatMap(rootPrefixes)]);
  const { folders, objects } = await bucket.listTop();
  const found = [...objects];
  for (const folder of folders.filter((name) => !known.has(name))) {
    for await (const page of bucket.list(folder)) found.push(...page);
  }
  return found;
}
