import type { StoredVersion } from './bucket.ts';
import { cutPage, isBehind, readListQuery } from './list-page.ts';
import type { ListQuery } from './list-page.ts';
import type { BucketRequest, S3Response } from './s3-request.ts';
import { xmlDocument } from './xml.ts';

/** ListObjectVersions: by key, the newest version first. */
export function listVersions(request: BucketRequest): S3Response {
  const { bucket, query } = request;
  const list = readListQuery(request);
  const page = cutPage(versionsBehindMarker(request, list), list);
  const isLatest = (version: StoredVersion) => bucket.find(version.key) === version;
  const describe = (version: StoredVersion) => ({
    Key: list.encode(version.key),
    VersionId: version.versionId,
    IsLatest: isLatest(version),
    LastModified: version.lastModified,
  });
  const content = (version: StoredVersion) => ({
    ...describe(version),
    ETag: `"${version.etag}"`,
    Size: version.sizeBytes,
    StorageClass: 'STANDARD',
  });
  const body = xmlDocument('ListVersionsResult', {
    Name: bucket.name,
    Prefix: list.encode(list.prefix),
    Delimiter: list.delimiter || null,
    KeyMarker: list.encode(query.get('key-marker') ?? ''),
    VersionIdMarker: query.get('version-id-marker') ?? '',
    NextKeyMarker: page.next && list.encode(page.next.key),
    NextVersionIdMarker: page.next?.versionId,
    MaxKeys: list.maxKeys,
    EncodingType: query.get('encoding-type'),
    IsTruncated: page.next !== null,
    Version: page.versions.filter((version) => !version.deleteMarker).map(content),
    DeleteMarker: page.versions.filter((version) => version.deleteMarker).map(describe),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: list.encode(prefix) })),
  });
  return { status: 200, body };
}

/** A marker of key and version stands for that version, a marker of a key alone for all of that key. */
function* versionsBehindMarker({ bucket, query }: BucketRequest, list: ListQuery): Generator<StoredVersion> {
  const marker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  for (const [key, versions] of bucket.list(list.prefix)) {
    if (isBehind(key, marker, list.delimiter)) yield* versions;
    if (key !== marker || versionMarker === '') continue;
    const at = versions.findIndex((version) => version.versionId === versionMarker);
    yield* versions.slice(at === -1 ? versions.length : at + 1);
  }
}
