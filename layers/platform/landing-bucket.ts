import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Unavailable } from '#core/errors.ts';
import type { LandingBucket } from '#core/load/ports.ts';
import type { ObjectVersion } from '#core/object-version.ts';
import { listVersions } from './list-versions.ts';
import { translateAwsError } from './translate-aws-error.ts';

/** A body that brings nothing for this long will not bring any more. */
const stallMs = 30_000;

type ObjectName = { bucket: string; key: string; versionId: string };

/** The landing bucket through S3. */
export function openLandingBucket(s3: S3Client): LandingBucket {
  return {
    read: (object, signal) => readObject(s3, object, signal),
    listVersions: (bucket, key) => listVersionsOf(s3, bucket, key),
  };
}

async function readObject(
  s3: S3Client,
  object: ObjectName,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const what = `Reading ${object.key}`;
  try {
    const command = new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      VersionId: object.versionId,
    });
    const answer = await s3.send(command, { abortSignal: signal });
    return flow(what, answer.Body as Readable, answer.ContentLength ?? null, signal);
  } catch (error) {
    throw translateAwsError(what, error);
  }
}

/** The bytes of a body, watched: a body that stalls, breaks off or ends early is `Unavailable`, never a short file. */
async function* flow(
  what: string,
  body: Readable,
  sizeBytes: number | null,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const stalled = new Unavailable('body-stalled', `${what}: nothing came for ${stallMs / 1000} s.`);
  let timer = setTimeout(() => body.destroy(stalled), stallMs);
  const stop = (): void => void body.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  let receivedBytes = 0;
  try {
    for await (const chunk of body) {
      clearTimeout(timer);
      receivedBytes += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
      timer = setTimeout(() => body.destroy(stalled), stallMs);
    }
  } catch (error) {
    throw translateAwsError(what, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
  if (sizeBytes !== null && receivedBytes !== sizeBytes) {
    throw new Unavailable('body-cut', `${what}: ${receivedBytes} of ${sizeBytes} bytes came.`);
  }
}

async function listVersionsOf(s3: S3Client, bucket: string, key: string): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  for await (const page of listVersions(s3, bucket, key))
    found.push(...page.filter((version) => version.key === key));
  return found.toReversed();
}
