import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { translateAwsError } from './translate-aws-error.ts';

/**
 * Deletes one version of an object for good.
 * @throws Defect `aws-refused` when the caller may not; Unavailable
 */
export async function deleteObject(
  s3: S3Client,
  { bucket, key, versionId }: { bucket: string; key: string; versionId: string | null },
): Promise<void> {
  try {
    await s3.send(
      new DeleteObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId !== null && { VersionId: versionId }),
      }),
    );
  } catch (error) {
    throw translateAwsError(`Deleting ${key}`, error);
  }
}
