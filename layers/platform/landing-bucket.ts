import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { asError, NotFound } from '#core/errors.ts';
import type { LandingBucket, ObjectContent } from '#core/load/ports.ts';
import type { ObjectVersion } from '#core/object-version.ts';
import { listVersions } from './list-versions.ts';
import { translateAwsError } from './translate-aws-error.ts';
import { watchBody } from './watch-body.ts';

type ObjectName = { bucket: string; key: string; versionId: string };

/** The landing bucket through S3. */
export function openLandingBucket(s3: S3Client): LandingBucket {
  return {
    read: (object, signal) => readObject(s3, object, signal),
    listVersions: (bucket, key) => listVersionsOf(s3, bucket, key),
  };
}

async function readObject(s3: S3Client, object: ObjectName, signal: AbortSignal): Promise<ObjectContent> {
  const what = `Reading ${object.key}`;
  try {
    const command = new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      VersionId: object.versionId,
    });
    const answer = await s3.send(command, { abortSignal: signal });
    const body = watchBody(what, answer.Body as Readable, answer.ContentLength ?? null, signal);
    return { body, metadata: answer.Metadata ?? {} };
  } catch (error) {
    if (await isGone(s3, object, error)) throw missing(what, error);
    throw translateAwsError(what, error);
  }
}

/** To a role that may not list a whole bucket S3 refuses what is not there, as if it were forbidden. The list tells. */
async function isGone(
  s3: S3Client,
  { bucket, key, versionId }: ObjectName,
  error: unknown,
): Promise<boolean> {
  if (asError(error).name !== 'AccessDenied') return false;
  const versions = await listVersionsOf(s3, bucket, key).catch(() => null);
  return versions !== null && !versions.some((version) => version.versionId === versionId);
}

function missing(what: string, error: unknown): NotFound {
  return new NotFound('object-missing', `${what}: the bucket has no such version.`, {}, asError(error));
}

async function listVersionsOf(s3: S3Client, bucket: string, key: string): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  for await (const page of listVersions(s3, bucket, key))
    found.push(...page.filter((version) => version.key === key));
  return found.toReversed();
}
