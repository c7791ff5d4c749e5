import type { Bucket } from './bucket.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { getObject } from './get-object.ts';
import { listObjects } from './list-objects.ts';
import { listVersions } from './list-versions.ts';
import { abortUpload, completeUpload, createUpload, uploadPart } from './multipart.ts';
import { copyObject, putObject } from './put-object.ts';
import { S3Error, noSuchBucket, notImplemented } from './s3-error.ts';
import type { Announce, BucketRequest, S3Request, S3Response } from './s3-request.ts';
import { xmlDocument } from './xml.ts';

/** Query parameters that make another operation of a request; those not handled below are refused by name. */
const subresources = [
  ...[
    'acl',
    'attributes',
    'cors',
    'encryption',
    'legal-hold',
    'lifecycle',
    'logging',
    'notification',
    'object-lock',
  ],
  ...['policy', 'replication', 'restore', 'retention', 'select', 'tagging', 'torrent', 'website'],
];

export type S3Buckets = { buckets: ReadonlyMap<string, Bucket>; announce: Announce };

/** Finds the operation that a request asks for, as S3's API reference tells them apart, and does it. */
export async function answerS3(request: S3Request, { buckets, announce }: S3Buckets): Promise<S3Response> {
  if (request.bucketName === '') return listBuckets(request, buckets);
  const bucket = buckets.get(request.bucketName);
  if (!bucket) throw noSuchBucket();
  const subresource = subresources.find((name) => request.query.has(name));
  if (subresource) throw notImplemented(`${request.method} with "?${subresource}"`);
  const known = { ...request, bucket, announce };
  return request.key === '' ? answerForBucket(known) : answerForObject(known, (name) => buckets.get(name));
}

async function answerForObject(
  request: BucketRequest,
  findBucket: (name: string) => Bucket | undefined,
): Promise<S3Response> {
  const { method, query, headers } = request;
  const inUpload = query.has('uploadId');
  if (method === 'GET' && inUpload) throw notImplemented('ListParts');
  if (method === 'GET' || method === 'HEAD') return getObject(request);
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  if (method === 'PUT' && inUpload && isCopy) throw notImplemented('UploadPartCopy');
  if (method === 'PUT' && inUpload) return uploadPart(request);
  if (method === 'PUT') return isCopy ? copyObject(request, findBucket) : putObject(request);
  if (method === 'POST' && query.has('uploads')) return createUpload(request);
  if (method === 'POST' && inUpload) return completeUpload(request);
  if (method === 'DELETE') return inUpload ? abortUpload(request) : deleteObject(request);
  throw notImplemented(`${method} of an object`);
}

async function answerForBucket(request: BucketRequest): Promise<S3Response> {
  const { method, query, bucket } = request;
  if (method === 'HEAD') return { status: 200 };
  if (method === 'POST' && query.has('delete')) return deleteObjects(request);
  if (method === 'PUT' && query.size === 0) {
    throw new S3Error(409, 'BucketAlreadyOwnedByYou', 'The bucket exists: it comes from the template.');
  }
  if (method !== 'GET' || query.has('uploads'))
    throw notImplemented(`${method} of a bucket with these parameters`);
  if (query.has('versions')) return listVersions(request);
  // An empty LocationConstraint stands for us-east-1.
  if (query.has('location')) return { status: 200, body: xmlDocument('LocationConstraint', {}) };
  if (query.has('versioning')) {
    const status = { Status: bucket.versioned ? 'Enabled' : null };
    return { status: 200, body: xmlDocument('VersioningConfiguration', status) };
  }
  return listObjects(request);
}

function listBuckets({ method }: S3Request, buckets: ReadonlyMap<string, Bucket>): S3Response {
  if (method !== 'GET') throw notImplemented(`${method} of no bucket`);
  const named = Array.from(buckets.keys(), (name) => ({
    Name: name,
    CreationDate: new Date(0).toISOString(),
  }));
  return { status: 200, body: xmlDocument('ListAllMyBucketsResult', { Buckets: { Bucket: named } }) };
}
