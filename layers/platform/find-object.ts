import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { asError } from '#core/errors.ts';
import { translateAwsError } from './translate-aws-error.ts';

type FoundObject = {
  bucket: string;
  key: string;
  versionId: string;
  sizeBytes: number;
  lastModified: Date | null;
};

/**
 * The newest version of an object; null when there is none. To whoever may not list a bucket S3 does not say so: a
 * refusal means that, too.
 */
export async function findObject(s3: S3Client, bucket: string, key: string): Promise<FoundObject | null> {
  try {
    const answer = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return {
      bucket,
      key,
      versionId: answer.VersionId ?? 'null',
      sizeBytes: answer.ContentLength ?? 0,
      lastModified: answer.LastModified ?? null,
    };
  } catch (thrown) {
    const { $metadata } = asError(thrown) as Error & { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 404 || $metadata?.httpStatusCode === 403) return null;
    throw translateAwsError(`Looking for ${key}`, thrown);
  }
}
