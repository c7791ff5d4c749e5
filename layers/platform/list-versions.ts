import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion as ListedVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectVersion } from '#core/object-version.ts';
import { translateAwsError } from './translate-aws-error.ts';

/**
 * Every version below a prefix, a page of S3's listing at a time: keys in their byte order, of each key the newest
 * version first. Delete markers are left out.
 */
export async function* listVersions(
  s3: S3Client,
  bucket: string,
  prefix: string,
): AsyncIterable<ObjectVersion[]> {
  for await (const page of listPages(s3, { Bucket: bucket, Prefix: prefix })) {
    yield (page.Versions ?? []).map((version) => describeVersion(bucket, version));
  }
}

/** The folders at the top of a bucket (`bak/`), and every version of the objects that lie beside them. */
export async function listTop(
  s3: S3Client,
  bucket: string,
): Promise<{ folders: string[]; objects: ObjectVersion[] }> {
  const folders: string[] = [];
  const objects: ObjectVersion[] = [];
  for await (const page of listPages(s3, { Bucket: bucket, Delimiter: '/' })) {
    folders.push(...(page.CommonPrefixes ?? []).map((folder) => folder.Prefix ?? ''));
    objects.push(...(page.Versions ?? []).map((version) => describeVersion(bucket, version)));
  }
  return { folders, objects };
}

async function* listPages(
  s3: S3Client,
  query: { Bucket: string; Prefix?: string; Delimiter?: string },
): AsyncIterable<ListObjectVersionsCommandOutput> {
  let marker: Pick<ListObjectVersionsCommandOutput, 'KeyMarker' | 'VersionIdMarker'> | null = {};
  while (marker !== null) {
    const page: ListObjectVersionsCommandOutput = await s3
      .send(new ListObjectVersionsCommand({ ...query, ...marker }))
      .catch((error: unknown) => {
        throw translateAwsError(`Listing ${query.Prefix ?? query.Bucket}`, error);
      });
    yield page;
    marker = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : null;
  }
}

function describeVersion(bucket: string, version: ListedVersion): ObjectVersion {
  return {
    bucket,
    key: version.Key ?? '',
    versionId: version.VersionId ?? 'null',
    etag: (version.ETag ?? '').replaceAll('"', ''),
    sizeBytes: version.Size ?? 0,
    lastModified: version.LastModified ?? null,
  };
}
