import type { BusinessUnit } from '../business-unit.ts';
import { orderKey } from '../landing/order-key.ts';
import { parseKey, type ParsedKey } from '../landing/parse-key.ts';
import { runKey } from '../landing/run-key.ts';
import type { ObjectVersion } from '../object-version.ts';
import type { Discovery, LandingBucket, LoadLedger, Registration } from './ports.ts';

/**
 * Writes an announced object version into the ledger. An object that is there already changes nothing, whoever
 * announces it and however often.
 *
 * A key that comes with a second version, and every key without a timestamp, is looked up in the bucket: only S3 knows
 * in which order its versions were written.
 */
export async function receiveObject(
  ledger: LoadLedger,
  bucket: LandingBucket,
  unit: BusinessUnit,
  object: ObjectVersion,
): Promise<Registration> {
  const known = await ledger.findVersions(object.bucket, object.key);
  if (known.some((version) => version.versionId === object.versionId)) return 'known';
  const parsed = parseKey(object.key, unit);
  const needsListing = parsed.outcome === 'feed' && (known.length > 0 || parsed.timestamp === null);
  const versions = needsListing ? await bucket.listVersions(object.bucket, object.key) : [];
  const discovery = discover(object, parsed, versions);
  return ledger.register(discovery, new Map(versions.map((version, rank) => [version.versionId, rank])));
}

function discover(object: ObjectVersion, parsed: ParsedKey, versions: ObjectVersion[]): Discovery {
  if (parsed.outcome === 'ignored') {
    return { object, versionRank: 0, place: { ignoredCode: parsed.code, ignoredReason: parsed.reason } };
  }
  const rank = versions.findIndex((version) => version.versionId === object.versionId);
  const listed = versions[rank] ?? null;
  if (versions.length > 0 && listed === null) return { object, versionRank: 0, place: versionGone };
  const tieBreak = listed === null ? 0 : countEarlierTwins(versions, rank);
  return {
    object: listed ?? object,
    versionRank: Math.max(rank, 0),
    place: {
      feed: parsed.feed.name,
      shape: parsed.shape.name,
      kind: parsed.kind,
      runKey: runKey(parsed),
      part: parsed.part,
      orderKey: orderKey(parsed, object.key, listed?.lastModified ?? null, tieBreak),
    },
  };
}

const versionGone = {
  ignoredCode: 'version-gone',
  ignoredReason:
    'This version of the object was deleted from the bucket before it was read; a newer one stands for it.',
};

/** S3 stamps versions to the second: twins of one second are told apart by the order in which S3 lists them. */
function countEarlierTwins(versions: readonly ObjectVersion[], rank: number): number {
  const stamp = versions[rank]?.lastModified?.getTime();
  return versions.slice(0, rank).filter((version) => version.lastModified?.getTime() === stamp).length;
}
