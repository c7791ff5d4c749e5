import { cutPage, isBehind, readListQuery } from './list-page.ts';
import type { BucketRequest, S3Response } from './s3-request.ts';
import { xmlDocument } from './xml.ts';

/** ListObjectsV2, and ListObjects for clients that still ask that way. */
export function listObjects(request: BucketRequest): S3Response {
  const { bucket, query } = request;
  const list = readListQuery(request);
  const isV2 = query.get('list-type') === '2';
  const token = query.get('continuation-token');
  const startAfter = isV2 ? query.get('start-after') : query.get('marker');
  const after = token === null ? (startAfter ?? '') : Buffer.from(token, 'base64url').toString('utf8');

  const newest = bucket.list(list.prefix).map(([, versions]) => versions[0]!);
  const live = newest.filter((one) => !one.deleteMarker && isBehind(one.key, after, list.delimiter));
  const page = cutPage(live, list);
  const count = page.versions.length + page.commonPrefixes.length;
  const paging = isV2
    ? {
        KeyCount: count,
        ContinuationToken: token,
        NextContinuationToken: page.next && encodeToken(page.next.key),
      }
    : { Marker: list.encode(after), NextMarker: page.next && list.encode(page.next.key) };
  const body = xmlDocument('ListBucketResult', {
    Name: bucket.name,
    Prefix: list.encode(list.prefix),
    Delimiter: list.delimiter || null,
    MaxKeys: list.maxKeys,
    EncodingType: query.get('encoding-type'),
    ...paging,
    IsTruncated: page.next !== null,
    Contents: page.versions.map((version) => ({
      Key: list.encode(version.key),
      LastModified: version.lastModified,
      ETag: `"${version.etag}"`,
      Size: version.sizeBytes,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: list.encode(prefix) })),
  });
  return { status: 200, body };
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}
