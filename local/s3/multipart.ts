import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { randomName } from './bucket.ts';
import { receiveBody } from './receive-body.ts';
import { S3Error, noSuchUpload } from './s3-error.ts';
import type { BucketRequest, S3Response } from './s3-request.ts';
import { checkBeforeStoring, objectHeaders, storeObject, versionHeader } from './store-object.ts';
import { readXmlElements, xmlDocument } from './xml.ts';

type Upload = { key: string; headers: Record<string, string> };
type Part = { number: number; path: string; md5: string; sizeBytes: number };

/** CreateMultipartUpload: an upload is a folder, so it outlives a restart. */
export async function createUpload(request: BucketRequest): Promise<S3Response> {
  const { bucket, key, headers } = request;
  const uploadId = randomName();
  const dir = join(bucket.dir, 'uploads', uploadId);
  await mkdir(dir);
  const upload: Upload = { key, headers: objectHeaders(headers) };
  await writeFile(join(dir, 'upload.json'), JSON.stringify(upload));
  const result = { Bucket: bucket.name, Key: key, UploadId: uploadId };
  return { status: 200, body: xmlDocument('InitiateMultipartUploadResult', result) };
}

/** UploadPart. The file's name holds what is known of the part: it appears complete or not at all. */
export async function uploadPart(request: BucketRequest): Promise<S3Response> {
  const { dir } = await openUpload(request);
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new S3Error(
      400,
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
    );
  }
  const body = await receiveBody(request.message, request.bucket.arrivingPath());
  const md5 = body.md5.toString('hex');
  for (const old of await listParts(dir)) if (old.number === number) await rm(old.path, { force: true });
  await rename(body.path, join(dir, `${number}.${md5}.${body.sizeBytes}`));
  return { status: 200, headers: { etag: `"${md5}"` } };
}

/** CompleteMultipartUpload: the parts that the request names, in its order, become one object. */
export async function completeUpload(request: BucketRequest): Promise<S3Response> {
  const { dir, upload } = await openUpload(request);
  checkBeforeStoring(request);
  const parts = chooseParts(await listParts(dir), await text(request.message));
  const path = await joinParts(parts, request.bucket.arrivingPath());
  const content = {
    ...upload,
    path,
    etag: joinedEtag(parts),
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
  };
  const version = await storeObject(request, content, 'CompleteMultipartUpload');
  await rm(dir, { recursive: true, force: true });
  const result = { Bucket: request.bucket.name, Key: upload.key, ETag: `"${version.etag}"` };
  return {
    status: 200,
    headers: versionHeader(request, version),
    body: xmlDocument('CompleteMultipartUploadResult', result),
  };
}

/** AbortMultipartUpload. */
export async function abortUpload(request: BucketRequest): Promise<S3Response> {
  const { dir } = await openUpload(request);
  await rm(dir, { recursive: true, force: true });
  return { status: 204 };
}

async function openUpload({ bucket, key, query }: BucketRequest): Promise<{ dir: string; upload: Upload }> {
  const uploadId = query.get('uploadId') ?? '';
  if (!/^[0-9a-f]{32}$/.test(uploadId)) throw noSuchUpload();
  const dir = join(bucket.dir, 'uploads', uploadId);
  const stored = await readFile(join(dir, 'upload.json'), 'utf8').catch(() => null);
  const upload = stored === null ? null : (JSON.parse(stored) as Upload);
  if (upload?.key !== key) throw noSuchUpload();
  return { dir, upload };
}

async function listParts(dir: string): Promise<Part[]> {
  const names = await readdir(dir);
  return names
    .filter((name) => name !== 'upload.json')
    .map((name) => {
      const [number, md5 = '', sizeBytes] = name.split('.');
      return { number: Number(number), md5, sizeBytes: Number(sizeBytes), path: join(dir, name) };
    });
}

function chooseParts(parts: Part[], xml: string): Part[] {
  const wanted = readXmlElements(xml, 'Part', ['PartNumber', 'ETag']);
  const chosen = wanted.map(({ PartNumber: number, ETag: etag }) =>
    parts.find((part) => part.number === Number(number) && part.md5 === etag?.replaceAll('"', '')),
  );
  if (chosen.length === 0) throw new S3Error(400, 'MalformedXML', 'The XML you provided was not well-formed');
  if (!chosen.every((part) => part !== undefined)) {
    throw new S3Error(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
  }
  if (chosen.some((part, index) => index > 0 && part.number <= chosen[index - 1]!.number)) {
    throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  return chosen;
}

/** The first part is moved, the others are written behind it. */
async function joinParts(parts: Part[], path: string): Promise<string> {
  const [first, ...others] = parts;
  await rename(first!.path, path);
  for (const part of others)
    await pipeline(createReadStream(part.path), createWriteStream(path, { flags: 'a' }));
  return path;
}

/** As S3 makes it: the MD5 of the parts' MD5s, and how many they are. */
function joinedEtag(parts: Part[]): string {
  const sums = Buffer.concat(parts.map((part) => Buffer.from(part.md5, 'hex')));
  return `${createHash('md5').update(sums).digest('hex')}-${parts.length}`;
}
