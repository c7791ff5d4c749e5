import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Bucket } from './bucket.ts';
import { S3Error } from './s3-error.ts';

export type S3Request = {
  method: string;
  /** Empty for requests that name none. */
  bucketName: string;
  key: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  message: IncomingMessage;
  requestId: string;
};

/** A request that concerns a bucket there is. */
export type BucketRequest = S3Request & { bucket: Bucket; announce: Announce };
export type S3Response = { status: number; headers?: Record<string, string>; body?: string | Readable };

/** What happened to an object, for whoever listens to the bucket. */
export type ObjectEvent = {
  type: 'Object Created' | 'Object Deleted';
  bucketName: string;
  key: string;
  versionId: string | null;
  sizeBytes: number;
  etag: string;
  requestId: string;
  sourceIpAddress: string;
  /** The API call: `PutObject`, `CompleteMultipartUpload`, `CopyObject`, `DeleteObject`. */
  reason: string;
  deletion: 'Permanently Deleted' | 'Delete Marker Created' | null;
};
export type Announce = (event: ObjectEvent) => void;

/** Reads path-style (`/bucket/key`) and virtual-hosted (`bucket.localhost`) addresses. */
export function readS3Request(message: IncomingMessage): S3Request {
  const [path = '/', query = ''] = (message.url ?? '/').split(/\?(.*)/s);
  const hosted = /^([^.:]+)\.localhost(?::\d+)?$/.exec(message.headers.host ?? '')?.[1];
  // Not through URL: it would take `..` in a key for a step up.
  const parts = (hosted ? `/${hosted}${path}` : path).slice(1).split('/');
  return {
    method: message.method ?? 'GET',
    bucketName: decode(parts[0] ?? ''),
    key: decode(parts.slice(1).join('/')),
    query: new URLSearchParams(query),
    headers: message.headers,
    message,
    requestId: randomBytes(8).toString('hex').toUpperCase(),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}
