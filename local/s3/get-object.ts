import { createReadStream } from 'node:fs';
import type { Bucket, StoredVersion } from './bucket.ts';
import { S3Error } from './s3-error.ts';
import type { BucketRequest, S3Response } from './s3-request.ts';
import { versionHeader } from './store-object.ts';

type Range = { start: number; end: number };

/** Read at once: in Node's 64 KiB a large object would cost this process as much as the function that reads it. */
const readAheadBytes = 1024 * 1024;

/** GetObject and HeadObject: a version or the newest one, whole or a range of its bytes. */
export function getObject(request: BucketRequest): S3Response {
  const { bucket, key, query, headers } = request;
  const version = findVersion(bucket, key, query.get('versionId') ?? undefined);
  const common = describe(request, version);
  const etag = `"${version.etag}"`;
  if (headers['if-none-match'] === etag) return { status: 304, headers: common };
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag) {
    throw new S3Error(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
    );
  }
  const range = readRange(headers.range, version.sizeBytes);
  const { start, end } = range ?? { start: 0, end: version.sizeBytes - 1 };
  const answer: Record<string, string> = { ...common, 'content-length': String(end - start + 1) };
  if (range) answer['content-range'] = `bytes ${start}-${end}/${version.sizeBytes}`;
  const empty = request.method === 'HEAD' || version.sizeBytes === 0;
  return {
    status: range ? 206 : 200,
    headers: answer,
    ...(empty
      ? {}
      : {
          body: createReadStream(bucket.bodyPath(version.body), {
            start,
            end,
            highWaterMark: readAheadBytes,
          }),
        }),
  };
}

/**
 * @throws S3Error when there is no such key or version, or it is deleted
 */
export function findVersion(bucket: Bucket, key: string, versionId?: string): StoredVersion {
  const version = bucket.find(key, versionId);
  if (!version && versionId !== undefined) {
    throw new S3Error(404, 'NoSuchVersion', 'The specified version does not exist.');
  }
  if (!version) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  if (!version.deleteMarker) return version;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (versionId === undefined)
    throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.', headers);
  throw new S3Error(
    405,
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    headers,
  );
}

function describe(request: BucketRequest, version: StoredVersion): Record<string, string> {
  return {
    ...version.headers,
    ...versionHeader(request, version),
    'accept-ranges': 'bytes',
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
  };
}

/** `bytes=5-9`, `bytes=5-` or `bytes=-5`; null, the whole object, for anything else. */
function readRange(header: string | undefined, sizeBytes: number): Range | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found || found[0] === 'bytes=-') return null;
  const [, first = '', last = ''] = found;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start > end) throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
  return { start, end };
}
