import { S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import type { ObjectEvent } from '../../../local/s3/s3-request.ts';
import { startS3 } from '../../../local/s3/start-s3.ts';
import type { LocalS3 } from '../../../local/s3/start-s3.ts';
import { makeTemporaryDir } from './temporary-dir.ts';

export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export type S3UnderTest = { s3: LocalS3; client: S3Client; events: ObjectEvent[]; dir: string };

/** An S3 with the buckets `landing` (versions, events) and `exports` (neither), and the real client for it. */
export async function startTestS3(dir?: string): Promise<S3UnderTest> {
  const stateDir = dir ?? (await makeTemporaryDir());
  const events: ObjectEvent[] = [];
  const s3 = await startS3({
    dir: stateDir,
    port: 0,
    buckets: [
      { name: 'landing', versioned: true, announces: true },
      { name: 'exports', versioned: false, announces: false },
    ],
    announce: (event) => events.push(event),
  });
  const client = new S3Client({ endpoint: s3.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await s3.close();
  });
  return { s3, client, events, dir: stateDir };
}
