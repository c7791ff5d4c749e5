import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { asError } from '#core/errors.ts';
import type { ExportsBucket } from '#core/export/ports.ts';
import { translateAwsError } from './translate-aws-error.ts';
import { watchBody } from './watch-body.ts';

/** S3 takes 10,000 parts: a CSV may have 80 GB. */
const partSizeBytes = 8 * 1024 * 1024;
/** Parts of one object that are on their way at a time; each is held in memory. */
const partsUnderWay = 2;

/** The exports bucket through S3. */
export function openExportsBucket(s3: S3Client, bucket: string): ExportsBucket {
  const at = (key: string) => ({ Bucket: bucket, Key: key });
  return {
    read: (key) => readObject(s3, at(key)),
    write: (key, bytes) =>
      attempt(`Writing ${key}`, async () => {
        const body = Readable.from(bytes, { objectMode: false });
        const params = { ...at(key), Body: body, ContentType: 'text/csv; charset=utf-8' };
        await new Upload({ client: s3, params, partSize: partSizeBytes, queueSize: partsUnderWay }).done();
      }),
    writeJson: (key, value) =>
      attempt(`Writing ${key}`, async () => {
        await s3.send(putJson(at(key), value));
      }),
    readJson: (key) => readJson(s3, at(key)),
    replaceJson: (key, value, etag) => replaceJson(s3, at(key), value, etag),
    copy: (from, to) =>
      attempt(`Copying ${from} to ${to}`, async () => {
        await s3.send(
          new CopyObjectCommand({ ...at(to), CopySource: `${bucket}/${encodeURIComponent(from)}` }),
        );
      }),
    remove: (key) =>
      attempt(`Removing ${key}`, async () => {
        await s3.send(new DeleteObjectCommand(at(key)));
      }),
    list: (prefix) =>
      attempt(`Listing ${prefix}`, async () => {
        const keys: string[] = [];
        for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix }))
          keys.push(...(page.Contents ?? []).flatMap(({ Key: key }) => (key === undefined ? [] : [key])));
        return keys;
      }),
  };
}

type ObjectName = { Bucket: string; Key: string };

/** @throws NotFound `object-missing` */
async function* readObject(s3: S3Client, name: ObjectName): AsyncIterable<Uint8Array> {
  const what = `Reading ${name.Key}`;
  const answer = await attempt(what, () => s3.send(new GetObjectCommand(name)));
  yield* watchBody(what, answer.Body as Readable, answer.ContentLength ?? null);
}

function putJson(name: ObjectName, value: unknown): PutObjectCommand {
  const body = `${JSON.stringify(value, null, 2)}\n`;
  return new PutObjectCommand({ ...name, Body: body, ContentType: 'application/json' });
}

function readJson(s3: S3Client, name: ObjectName): ReturnType<ExportsBucket['readJson']> {
  return attempt(`Reading ${name.Key}`, async () => {
    try {
      const answer = await s3.send(new GetObjectCommand(name));
      const value: unknown = JSON.parse(await text(answer.Body as Readable));
      return { value, etag: answer.ETag ?? '' };
    } catch (error) {
      if (await isMissing(s3, name, asError(error).name)) return null;
      throw error;
    }
  });
}

/**
 * To whoever may list a bucket only below some prefixes S3 does not say that a key is missing but that it is refused
 * (Amazon S3 API reference, GetObject): then the list says it.
 */
async function isMissing(s3: S3Client, { Bucket, Key }: ObjectName, refusal: string): Promise<boolean> {
  if (refusal === 'NoSuchKey') return true;
  if (refusal !== 'AccessDenied') return false;
  const { Contents: found = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: Key, MaxKeys: 1 }),
  );
  return found[0]?.Key !== Key;
}

/** S3 compares and writes in one step (Amazon S3 user guide, conditional writes). */
function replaceJson(s3: S3Client, name: ObjectName, value: unknown, etag: string | null): Promise<boolean> {
  return attempt(`Writing ${name.Key}`, async () => {
    const put = putJson(name, value);
    if (etag === null) put.input.IfNoneMatch = '*';
    else put.input.IfMatch = etag;
    try {
      await s3.send(put);
      return true;
    } catch (error) {
      if (['PreconditionFailed', 'ConditionalRequestConflict'].includes(asError(error).name)) return false;
      throw error;
    }
  });
}

async function attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateAwsError(what, error);
  }
}
