import { copyFile } from 'node:fs/promises';
import { findVersion } from './get-object.ts';
import { receiveBody } from './receive-body.ts';
import type { Bucket } from './bucket.ts';
import type { BucketRequest, S3Response } from './s3-request.ts';
import { noSuchBucket } from './s3-error.ts';
import { checkBeforeStoring, objectHeaders, storeObject, versionHeader } from './store-object.ts';
import { xmlDocument } from './xml.ts';

/** PutObject, of any size. */
export async function putObject(request: BucketRequest): Promise<S3Response> {
  const { bucket, key, headers, message } = request;
  checkBeforeStoring(request);
  const { path, sizeBytes, md5 } = await receiveBody(message, bucket.arrivingPath());
  // Another write of this key may have ended while the bytes arrived.
  checkBeforeStoring(request);
  const content = { key, path, sizeBytes, etag: md5.toString('hex'), headers: objectHeaders(headers) };
  const version = await storeObject(request, content, 'PutObject');
  return { status: 200, headers: { etag: `"${version.etag}"`, ...versionHeader(request, version) } };
}

/** CopyObject: its source is `/bucket/key[?versionId=…]` in a header. */
export async function copyObject(
  request: BucketRequest,
  findBucket: (name: string) => Bucket | undefined,
): Promise<S3Response> {
  const { bucket, key, headers } = request;
  const [path = '', query = ''] = String(headers['x-amz-copy-source']).split('?');
  const [name = '', ...rest] = decodeURIComponent(path).replace(/^\//, '').split('/');
  const from = findBucket(name);
  if (!from) throw noSuchBucket();
  const source = findVersion(from, rest.join('/'), new URLSearchParams(query).get('versionId') ?? undefined);

  const target = bucket.arrivingPath();
  await copyFile(from.bodyPath(source.body), target);
  const replaces = headers['x-amz-metadata-directive'] === 'REPLACE';
  const kept = replaces ? objectHeaders(headers) : source.headers;
  const content = { key, path: target, sizeBytes: source.sizeBytes, etag: source.etag, headers: kept };
  const version = await storeObject(request, content, 'CopyObject');
  return {
    status: 200,
    headers: versionHeader(request, version),
    body: xmlDocument('CopyObjectResult', { ETag: `"${version.etag}"`, LastModified: version.lastModified }),
  };
}
