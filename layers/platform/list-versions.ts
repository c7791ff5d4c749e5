import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion as ListedVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectVersion } from '#core/object-version.ts';
import { translateAwsError } from './translate-aws-error.ts';

export type VersionInListing = ObjectVersion & { isNewest: boolean };

/**
 * Every version below a prefix, a page of S3's listing at a time: keys in their byte order, of each key the newest
 * version first. Delete markers are left out.
 */
export async function* listVersions(
  s3: S3Client,
  bucket: string,
  prefix: string,
): AsyncIterable<VersionInListing[]> {
  let marker: Pick<ListObjectVersionsCommandOutput, 'KeyMarker' | 'VersionIdMarker'> | null = {};
  while (marker !== null) {
    const page: ListObjectVersionsCommandOutput = await s3
      .send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker }))
      .catch((error: unknown) => {
        throw translateAwsError(`Listing ${prefix}`, error);
      });
    yield (page.Versions ?? []).map((version) => describeVersion(bucket, version));
    marker = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : null;
  }
}

function describeVersion(bucket: string, version: ListedVersion): VersionInListing {
  return {
    bucket,
    key: version.Key ?? '',
    versionId: version.VersionId ?? 'null',
    etag: (version.ETag ?? '').replaceAll('"', ''),
    sizeBytes: version.Size ?? 0,
    lastModified: version.LastModified ?? null,
    isNewest: version.IsLatest === true,
  };
}
