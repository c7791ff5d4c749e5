import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLandingBucket } from '#platform/landing-bucket.ts';

const listed = (versions: string): string =>
  `<?xml version="1.0"?><ListVersionsResult><IsTruncated>false</IsTruncated>${versions}</ListVersionsResult>`;
const version = `<Version><Key>bak/a.jsonl</Key><VersionId>v1</VersionId><ETag>"0"</ETag><Size>1</Size>
  <LastModified>2026-03-03T08:00:00.000Z</LastModified></Version>`;

/** S3 as a role sees it that may read objects and list versions below its prefix, and not the bucket. */
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://s3');
  if (url.searchParams.has('versions')) response.end(listed(version));
  else
    response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
});
let bucket: ReturnType<typeof openLandingBucket>;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  bucket = openLandingBucket(
    new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true }),
  );
});
afterAll(() => void server.close());

const read = (versionId: string): Promise<unknown> =>
  bucket.read({ bucket: 'landing', key: 'bak/a.jsonl', versionId }, new AbortController().signal);

describe('what S3 refuses to a role that may not list the bucket', () => {
  test('is missing when the list of versions lacks it', async () => {
    await expect(read('v2')).rejects.toMatchObject({ name: 'NotFound', code: 'object-missing' });
  });

  test('is refused when it is there', async () => {
    await expect(read('v1')).rejects.toMatchObject({ code: 'aws-refused' });
  });
});
