import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect, test } from 'vitest';
import { startTestS3 } from './s3-client.ts';

const Bucket = 'landing';

async function put(client: S3Client, Key: string, Body: string | Buffer, bucket = Bucket) {
  return client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
}

async function read(client: S3Client, Key: string, VersionId?: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body!.transformToString();
}

function md5(content: Buffer | string): string {
  return createHash('md5').update(content).digest('hex');
}

test('an object comes back as it was put, with its type, its metadata and the MD5 of its bytes', async () => {
  const { client } = await startTestS3();
  const Key = 'bak/a b+c/ü…"<&>.jsonl';
  const Metadata = { origin: 'inriver' };
  const command = new PutObjectCommand({
    Bucket,
    Key,
    Body: 'one\r\n',
    ContentType: 'application/x-ndjson',
    Metadata,
  });
  const stored = await client.send(command);
  const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
  expect(await read(client, Key)).toBe('one\r\n');
  expect(stored.ETag).toBe(`"${md5('one\r\n')}"`);
  expect(head).toMatchObject({
    ContentLength: 5,
    ContentType: 'application/x-ndjson',
    Metadata,
    ETag: stored.ETag,
  });
  expect(head.VersionId).toBe(stored.VersionId);
});

test('every version of a key stays readable by its id, and the newest is listed first', async () => {
  const { client } = await startTestS3();
  const first = await put(client, 'k', 'one');
  const second = await put(client, 'k', 'two!');
  expect(await read(client, 'k')).toBe('two!');
  expect(await read(client, 'k', first.VersionId)).toBe('one');
  const listed = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'k' }));
  expect(listed.Versions?.map(({ VersionId, IsLatest, Size }) => ({ VersionId, IsLatest, Size }))).toEqual([
    { VersionId: second.VersionId, IsLatest: true, Size: 4 },
    { VersionId: first.VersionId, IsLatest: false, Size: 3 },
  ]);
  expect(listed.Versions?.[0]?.LastModified).toBeInstanceOf(Date);
});

test('deleting hides a key behind a marker; deleting the marker brings it back', async () => {
  const { client, events } = await startTestS3();
  const { VersionId } = await put(client, 'k', 'one');
  const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  expect(marker.DeleteMarker).toBe(true);
  await expect(read(client, 'k')).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await read(client, 'k', VersionId)).toBe('one');
  expect(await client.send(new ListObjectsV2Command({ Bucket }))).toMatchObject({ KeyCount: 0 });
  const listed = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(listed.DeleteMarkers).toMatchObject([{ Key: 'k', VersionId: marker.VersionId, IsLatest: true }]);

  await client.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: marker.VersionId }));
  expect(await read(client, 'k')).toBe('one');
  expect(events.map(({ type, deletion }) => [type, deletion])).toEqual([
    ['Object Created', null],
    ['Object Deleted', 'Delete Marker Created'],
    ['Object Deleted', 'Permanently Deleted'],
  ]);
});

test('without versioning a put takes the place of what was there, and its bytes are gone from the disk', async () => {
  const { client, dir, events } = await startTestS3();
  await put(client, 'k', 'one', 'exports');
  const second = await put(client, 'k', 'two', 'exports');
  expect(second.VersionId).toBeUndefined();
  expect(await readdir(join(dir, 'exports', 'bodies'))).toHaveLength(1);
  expect(events).toEqual([]);
});

test('many keys are deleted with one request', async () => {
  const { client } = await startTestS3();
  for (const key of ['a', 'b&c', 'd']) await put(client, key, key);
  const Delete = { Objects: [{ Key: 'a' }, { Key: 'b&c' }] };
  const answer = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
  expect(answer.Deleted?.map(({ Key, DeleteMarker }) => [Key, DeleteMarker])).toEqual([
    ['a', true],
    ['b&c', true],
  ]);
  const left = await client.send(new ListObjectsV2Command({ Bucket }));
  expect(left.Contents?.map(({ Key }) => Key)).toEqual(['d']);
});

test('ranges are cut out of the bytes, and one that begins behind them is refused', async () => {
  const { client } = await startTestS3();
  await put(client, 'k', '0123456789');
  const cut = async (Range: string) => {
    const { Body, ContentRange } = await client.send(new GetObjectCommand({ Bucket, Key: 'k', Range }));
    return [await Body!.transformToString(), ContentRange];
  };
  expect(await cut('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
  expect(await cut('bytes=7-')).toEqual(['789', 'bytes 7-9/10']);
  expect(await cut('bytes=-2')).toEqual(['89', 'bytes 8-9/10']);
  expect(await cut('bytes=5-99')).toEqual(['56789', 'bytes 5-9/10']);
  await expect(cut('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
});

test('a body of 50 MB goes in with one request', async () => {
  const { client, dir } = await startTestS3();
  const Body = randomBytes(50_000_000);
  const stored = await put(client, 'big', Body);
  expect(stored.ETag).toBe(`"${md5(Body)}"`);
  const { Body: back } = await client.send(new GetObjectCommand({ Bucket, Key: 'big' }));
  expect(md5(Buffer.from(await back!.transformToByteArray()))).toBe(md5(Body));
  expect(await readdir(join(dir, Bucket, 'arriving'))).toEqual([]);
});

test('a stream of unknown length goes in as parts and gets the ETag of its parts', async () => {
  const { client, events, dir } = await startTestS3();
  const bytes = randomBytes(12 * 1024 * 1024 + 7);
  const partSize = 5 * 1024 * 1024;
  const chunks = Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);
  const upload = new Upload({ client, partSize, params: { Bucket, Key: 'parts', Body: chunks } });
  const stored = await upload.done();
  const sums = [0, 1, 2].map((part) =>
    Buffer.from(md5(bytes.subarray(part * partSize, (part + 1) * partSize)), 'hex'),
  );
  expect(stored.ETag).toBe(`"${md5(Buffer.concat(sums))}-3"`);
  const { Body, VersionId } = await client.send(new GetObjectCommand({ Bucket, Key: 'parts' }));
  expect(Buffer.compare(Buffer.from(await Body!.transformToByteArray()), bytes)).toBe(0);
  expect(VersionId).toBe(stored.VersionId);
  expect(events).toMatchObject([
    { reason: 'CompleteMultipartUpload', sizeBytes: bytes.length, versionId: VersionId },
  ]);
  expect(await readdir(join(dir, Bucket, 'uploads'))).toEqual([]);
});

test('a file is streamed with the checksum behind its chunks', async () => {
  const { client, dir } = await startTestS3();
  const path = join(dir, 'file');
  const bytes = randomBytes(300_000);
  await writeFile(path, bytes);
  const Body = createReadStream(path);
  await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body, ContentLength: bytes.length }));
  const { Body: back } = await client.send(new GetObjectCommand({ Bucket, Key: 'k' }));
  expect(Buffer.compare(Buffer.from(await back!.transformToByteArray()), bytes)).toBe(0);
});

test('bytes that do not match their checksum are refused and leave nothing behind', async () => {
  const { client, dir, events } = await startTestS3();
  const ContentMD5 = createHash('md5').update('other').digest('base64');
  const command = new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', ContentMD5 });
  await expect(client.send(command)).rejects.toMatchObject({ name: 'BadDigest' });
  const withCrc = new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', ChecksumCRC32: 'AAAAAA==' });
  await expect(client.send(withCrc)).rejects.toMatchObject({ name: 'BadDigest' });
  await expect(read(client, 'k')).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await readdir(join(dir, Bucket, 'arriving'))).toEqual([]);
  expect(events).toEqual([]);
});

test('a connection that breaks in the middle of a body stores nothing', async () => {
  const { s3, client, dir } = await startTestS3();
  const request = httpRequest(`${s3.url}/${Bucket}/k`, {
    method: 'PUT',
    headers: { 'content-length': 1000 },
  });
  const broken = new Promise((resolve) => request.once('error', resolve));
  request.write('half', () => request.destroy());
  await broken;
  await expect.poll(() => readdir(join(dir, Bucket, 'arriving'))).toEqual([]);
  await expect(read(client, 'k')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('only a new key is written where the writer asks for that', async () => {
  const { client } = await startTestS3();
  const command = () => new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', IfNoneMatch: '*' });
  await client.send(command());
  await expect(client.send(command())).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('an object is copied from a version of another', async () => {
  const { client, events } = await startTestS3();
  const { VersionId } = await put(client, 'from/ä b', 'one');
  await put(client, 'from/ä b', 'two');
  const CopySource = `${Bucket}/${encodeURIComponent('from/ä b')}?versionId=${VersionId}`;
  await client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
  expect(await read(client, 'to')).toBe('one');
  expect(events.at(-1)).toMatchObject({ reason: 'CopyObject', key: 'to' });
});

test('listings are cut into pages, by key and by version, and folded at a delimiter', async () => {
  const { client } = await startTestS3();
  const keys = ['a/1', 'a/2', 'b', 'c/1', 'Z'];
  for (const key of keys) await put(client, key, key);
  await put(client, 'b', 'again');
  const seen: string[] = [];
  for await (const page of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket })) {
    expect(page.Contents?.length).toBeLessThanOrEqual(2);
    seen.push(...(page.Contents ?? []).map(({ Key }) => Key!));
  }
  expect(seen).toEqual(['Z', 'a/1', 'a/2', 'b', 'c/1']);

  const versions: string[] = [];
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | null = {};
  while (marker) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...marker }),
    );
    versions.push(...(page.Versions ?? []).map(({ Key, Size }) => `${Key}:${Size}`));
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    marker = page.IsTruncated ? { KeyMarker, VersionIdMarker } : null;
  }
  expect(versions).toEqual(['Z:1', 'a/1:3', 'a/2:3', 'b:5', 'b:1', 'c/1:3']);

  const folded: unknown[] = [];
  for await (const page of paginateListObjectsV2({ client, pageSize: 1 }, { Bucket, Delimiter: '/' })) {
    folded.push(
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      ...(page.Contents ?? []).map(({ Key }) => Key),
    );
  }
  expect(folded).toEqual(['Z', 'a/', 'b', 'c/']);
});

test('a restart keeps every version, its bytes and uploads that are not complete', async () => {
  const before = await startTestS3();
  const first = await put(before.client, 'k', 'one');
  await put(before.client, 'k', 'two');
  await before.client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  const upload = await before.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'late' }));
  await before.s3.close();
  // A killed process may have written half a line.
  await writeFile(join(before.dir, Bucket, 'journal.jsonl'), '{"add":{"key":"ha', { flag: 'a' });

  const { client } = await startTestS3(before.dir);
  expect(await read(client, 'k', first.VersionId)).toBe('one');
  const listed = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(listed.Versions).toHaveLength(2);
  expect(listed.DeleteMarkers).toMatchObject([{ Key: 'k', IsLatest: true }]);
  await put(client, 'k', 'three');
  expect(await read(client, 'k')).toBe('three');
  const { UploadId } = upload;
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'late', UploadId }));
});

test('what the local S3 does not do is refused by name', async () => {
  const { client } = await startTestS3();
  await put(client, 'k', 'one');
  const refused = client.send(new GetObjectAclCommand({ Bucket, Key: 'k' }));
  await expect(refused).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('acl'),
  });
});

test('a bucket or a version that is not there is named as S3 names it', async () => {
  const { client } = await startTestS3();
  await put(client, 'k', 'one');
  await expect(put(client, 'k', 'one', 'nowhere')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  await expect(read(client, 'k', 'f'.repeat(32))).rejects.toMatchObject({ name: 'NoSuchVersion' });
  const head = client.send(new HeadObjectCommand({ Bucket, Key: 'missing' }));
  await expect(head).rejects.toMatchObject({ name: 'NotFound' });
});

test('concurrent writes of one key become as many versions, each with its own bytes', async () => {
  const { client } = await startTestS3();
  const bodies = Array.from({ length: 8 }, (_, index) => `body ${index}`);
  const stored = await Promise.all(bodies.map((body) => put(client, 'k', body)));
  const readBack = await Promise.all(stored.map(({ VersionId }) => read(client, 'k', VersionId)));
  expect(readBack).toEqual(bodies);
});
