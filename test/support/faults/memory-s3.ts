import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ObjectVersion } from '#core/object-version.ts';

type Kept = { list(): (ObjectVersion & { bytes: Buffer })[] };

/** A bucket in memory behind the two requests of S3 that a loader makes: GetObject and ListObjectVersions. */
export type MemoryS3 = { port: number; close(): Promise<void> };

/** @param bucketOf the bucket of the moment: a test may take it back to what it was */
export async function startMemoryS3(bucketOf: () => Kept): Promise<MemoryS3> {
  const server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '', 'http://s3');
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    if (url.searchParams.has('versions'))
      return listVersions(response, bucketOf(), url.searchParams.get('prefix') ?? '');
    getObject(response, bucketOf(), key, url.searchParams.get('versionId'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function getObject(response: ServerResponse, bucket: Kept, key: string, versionId: string | null): void {
  const found = bucket.list().find((version) => version.key === key && version.versionId === versionId);
  if (!found) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    return void response.end(
      '<Error><Code>NoSuchVersion</Code><Message>There is no such version.</Message></Error>',
    );
  }
  response.writeHead(200, { 'content-length': found.bytes.length, etag: `"${found.etag}"` });
  response.end(found.bytes);
}

/** Newest version first, as S3 does. */
function listVersions(response: ServerResponse, bucket: Kept, prefix: string): void {
  const versions = bucket.list().filter(({ key }) => key.startsWith(prefix));
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListVersionsResult><IsTruncated>false</IsTruncated>${versions
      .toReversed()
      .map(
        ({ key, versionId, etag, sizeBytes, lastModified }) =>
          `<Version><Key>${key}</Key><VersionId>${versionId}</VersionId><ETag>"${etag}"</ETag>` +
          `<Size>${sizeBytes}</Size><LastModified>${lastModified?.toISOString()}</LastModified></Version>`,
      )
      .join('')}</ListVersionsResult>`,
  );
}
