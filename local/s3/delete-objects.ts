import { text } from 'node:stream/consumers';
import type { StoredVersion } from './bucket.ts';
import type { BucketRequest, ObjectEvent, S3Response } from './s3-request.ts';
import { readXmlElements, readXmlText, xmlDocument } from './xml.ts';

type Deleted = { version: StoredVersion | undefined; marker: boolean };

/** DeleteObject: a marker hides the key; only naming a version removes bytes. */
export async function deleteObject(request: BucketRequest): Promise<S3Response> {
  const { key, query, bucket } = request;
  const { version, marker } = await deleteOne(request, key, query.get('versionId') ?? undefined);
  const headers: Record<string, string> = {};
  if (version && bucket.versioned) headers['x-amz-version-id'] = version.versionId;
  if (marker) headers['x-amz-delete-marker'] = 'true';
  return { status: 204, headers };
}

/** DeleteObjects: up to a thousand in one request. */
export async function deleteObjects(request: BucketRequest): Promise<S3Response> {
  const xml = await text(request.message);
  const deleted = [];
  for (const { Key: key = '', VersionId: versionId } of readXmlElements(xml, 'Object', [
    'Key',
    'VersionId',
  ])) {
    const { version, marker } = await deleteOne(request, key, versionId);
    deleted.push({
      Key: key,
      VersionId: versionId,
      DeleteMarker: marker ? true : undefined,
      DeleteMarkerVersionId: marker ? version?.versionId : undefined,
    });
  }
  const quiet = readXmlText(xml, 'Quiet') === 'true';
  return { status: 200, body: xmlDocument('DeleteResult', { Deleted: quiet ? [] : deleted }) };
}

async function deleteOne(request: BucketRequest, key: string, versionId?: string): Promise<Deleted> {
  const { bucket } = request;
  const named = bucket.find(key, versionId);
  if (bucket.versioned && versionId === undefined) {
    const content = { key, deleteMarker: true, etag: '', sizeBytes: 0, headers: {}, body: '' };
    const version = await bucket.add(content);
    announceDeletion(request, version, 'Delete Marker Created');
    return { version, marker: true };
  }
  if (!named) return { version: undefined, marker: false };
  await bucket.remove(named);
  announceDeletion(request, named, 'Permanently Deleted');
  return { version: named, marker: named.deleteMarker };
}

function announceDeletion(
  request: BucketRequest,
  version: StoredVersion,
  deletion: ObjectEvent['deletion'],
): void {
  const { bucket, requestId, message } = request;
  request.announce({
    type: 'Object Deleted',
    bucketName: bucket.name,
    key: version.key,
    versionId: bucket.versioned ? version.versionId : null,
    sizeBytes: version.sizeBytes,
    etag: version.etag,
    requestId,
    sourceIpAddress: message.socket.remoteAddress ?? '127.0.0.1',
    reason: 'DeleteObject',
    deletion,
  });
}
