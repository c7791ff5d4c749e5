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
  const ranks = rankVersions(known, versions);
  return ledger.register(discover(object, parsed, versions, ranks), ranks);
}

/**
 * The versions of a key in the order in which S3 wrote them. One that S3 no longer has stays behind the known one that
 * was before it: otherwise it would come out level with those that are left.
 */
function rankVersions(
  known: readonly { versionId: string }[],
  listed: readonly { versionId: string }[],
): Map<string, number> {
  if (listed.length === 0) return new Map();
  const order = listed.map(({ versionId }) => versionId);
  for (const [index, { versionId }] of known.entries()) {
    if (order.includes(versionId)) continue;
    const before = known[index - 1];
    order.splice(before ? order.indexOf(before.versionId) + 1 : 0, 0, versionId);
  }
  return new Map(order.map((versionId, rank) => [versionId, rank]));
}

function discover(
  object: ObjectVersion,
  parsed: ParsedKey,
  versions: ObjectVersion[],
  ranks: ReadonlyMap<string, number>,
): Discovery {
  if (parsed.outcome === 'ignored') {
    return { object, versionRank: 0, place: { ignoredCode: parsed.code, ignoredReason: parsed.reason } };
  }
  const index = versions.findIndex((version) => version.versionId === object.versionId);
  const listed = versions[index] ?? null;
  if (versions.length > 0 && listed === null) return { object, versionRank: 0, place: versionGone };
  const tieBreak = listed === null ? 0 : countEarlierTwins(versions, index);
  return {
    object: listed ?? object,
    versionRank: ranks.get(object.versionId) ?? 0,
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
function countEarlierTwins(versions: readonly ObjectVersion[], index: number): number {
  const stamp = versions[index]?.lastModified?.getTime();
  return versions.slice(0, index).filter((version) => version.lastModified?.getTime() === stamp).length;
}
