import { randomUUID } from 'node:crypto';
import type { ObjectEvent } from '../s3/s3-request.ts';

/** The envelope that EventBridge puts around every event. */
export type EventBridgeEvent = {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601 in whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
};

/** Gives each event of S3 a sequencer that sorts behind those before, over restarts too. */
export function startSequencer(): () => string {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) << 12n;
    last = now > last ? now : last + 1n;
    return last.toString(16).toUpperCase().padStart(18, '0');
  };
}

/** What S3 tells EventBridge about an object, member by member as its user guide shows them. */
export function shapeObjectEvent(
  event: ObjectEvent,
  { region, accountId, sequencer }: { region: string; accountId: string; sequencer: string },
): EventBridgeEvent {
  const content = event.type === 'Object Created' ? { size: event.sizeBytes } : {};
  const object = {
    key: event.key,
    ...content,
    etag: event.etag,
    ...(event.versionId === null ? {} : { 'version-id': event.versionId }),
    sequencer,
  };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': event.type,
    source: 'aws.s3',
    account: accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: [`arn:aws:s3:::${event.bucketName}`],
    detail: {
      version: '0',
      bucket: { name: event.bucketName },
      object,
      'request-id': event.requestId,
      requester: accountId,
      'source-ip-address': event.sourceIpAddress,
      reason: event.reason,
      ...(event.deletion === null ? {} : { 'deletion-type': event.deletion }),
    },
  };
}
