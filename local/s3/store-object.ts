import { rename } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { randomName } from './bucket.ts';
import type { StoredVersion } from './bucket.ts';
import type { BucketRequest } from './s3-request.ts';
import { S3Error } from './s3-error.ts';

type Content = {
  key: string;
  path: string;
  sizeBytes: number;
  etag: string;
  headers: Record<string, string>;
};

const keptHeaders = new Set([
  'content-type',
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
]);
const longestKeyBytes = 1024;

/** Makes bytes that have arrived in a file the newest version of their key, and announces it. */
export async function storeObject(
  request: BucketRequest,
  content: Content,
  reason: string,
): Promise<StoredVersion> {
  const { bucket, announce, requestId, message } = request;
  const body = randomName();
  const { key, sizeBytes, etag, headers } = content;
  await rename(content.path, bucket.bodyPath(body));
  const version = await bucket.add({ key, deleteMarker: false, etag, sizeBytes, headers, body });
  announce({
    type: 'Object Created',
    bucketName: bucket.name,
    key,
    versionId: bucket.versioned ? version.versionId : null,
    sizeBytes,
    etag,
    requestId,
    sourceIpAddress: message.socket.remoteAddress ?? '127.0.0.1',
    reason,
    deletion: null,
  });
  return version;
}

/** Those headers of a request that come back with the object. */
export function objectHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [name, value] of Object.entries(headers)) {
    if (keptHeaders.has(name) || name.startsWith('x-amz-meta-')) kept[name] = String(value);
  }
  const encodings = (headers['content-encoding'] ?? '').split(',').map((one) => one.trim());
  const own = encodings.filter((one) => one !== '' && one !== 'aws-chunked');
  if (own.length > 0) kept['content-encoding'] = own.join(', ');
  return kept;
}

/**
 * Checks what can be known before the bytes arrive.
 * @throws S3Error when the key is too long or `If-Match` or `If-None-Match` does not hold
 */
export function checkBeforeStoring({ bucket, key, headers }: BucketRequest): void {
  if (Buffer.byteLength(key) > longestKeyBytes)
    throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
  const current = bucket.find(key);
  const etag = current && !current.deleteMarker ? current.etag : null;
  const wanted = headers['if-match']?.replaceAll('"', '');
  if ((headers['if-none-match'] === '*' && etag !== null) || (wanted !== undefined && wanted !== etag)) {
    throw new S3Error(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
    );
  }
}

/** The header that names the version, in a bucket that has versions. */
export function versionHeader({ bucket }: BucketRequest, version: StoredVersion): Record<string, string> {
  return bucket.versioned ? { 'x-amz-version-id': version.versionId } : {};
}
