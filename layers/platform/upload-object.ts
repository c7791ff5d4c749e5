import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { InvalidInput, NotFound, Unavailable, asError } from '#core/errors.ts';
import type { ClientAccess } from './invoke-function.ts';
import { translateSignInError } from './translate-sign-in-error.ts';

const partSizeAtLeastBytes = 8 * 1024 * 1024;
/** S3 takes 10,000 parts; a file may grow a little while it is read. */
const partsAtMost = 9_000;

export type ObjectToUpload = { bucket: string; key: string; body: Readable; sizeBytes: number };
export type UploadedObject = { versionId: string | null; etag: string };

export function connectS3(access: ClientAccess): S3Client {
  return new S3Client(access ? { ...access, forcePathStyle: true } : {});
}

/**
 * Streams a body of any size to S3, in parts when it is large; nothing lands before the last byte has arrived.
 * `onProgress` gets the bytes that have arrived so far.
 *
 * @throws NotFound `no-such-bucket`
 * @throws InvalidInput `not-allowed` when the caller may not write there; what `translateSignInError` tells apart
 * @throws Unavailable `s3-unreachable`
 */
export async function uploadObject(
  s3: S3Client,
  object: ObjectToUpload,
  onProgress: (uploadedBytes: number) => void,
): Promise<UploadedObject> {
  const upload = new Upload({
    client: s3,
    params: { Bucket: object.bucket, Key: object.key, Body: object.body },
    partSize: Math.max(partSizeAtLeastBytes, Math.ceil(object.sizeBytes / partsAtMost)),
  });
  upload.on('httpUploadProgress', (progress) => onProgress(progress.loaded ?? 0));
  const uploaded = await upload.done().catch((thrown: unknown) => {
    throw translateFailure(object, asError(thrown));
  });
  return { versionId: uploaded.VersionId ?? null, etag: uploaded.ETag ?? '' };
}

function translateFailure({ bucket, key }: ObjectToUpload, error: Error): Error {
  const facts = { bucket, key };
  const cause = translateSignInError(error);
  if (cause) return cause;
  switch (error.name) {
    case 'NoSuchBucket':
      return new NotFound('no-such-bucket', `There is no bucket "${bucket}".`, facts, error);
    case 'AccessDenied':
      return new InvalidInput(
        'not-allowed',
        `You may not write ${key} to ${bucket}: ${error.message}`,
        facts,
        error,
      );
    default:
      return new Unavailable(
        's3-unreachable',
        `${key} could not be uploaded: ${error.message}`,
        facts,
        error,
      );
  }
}
