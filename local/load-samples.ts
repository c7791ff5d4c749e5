import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectS3, uploadObject } from '#platform/upload-object.ts';
import type { Endpoints } from './endpoints.ts';

const samplesDir = join(dirname(dirname(fileURLToPath(import.meta.url))), 'samples');

/**
 * Puts the project's samples into the landing bucket, in the order of `samples/order.txt`: one key on each line, whose
 * bytes are in `samples/landing/<key>`.
 * @returns how many
 */
export async function loadSamples({ s3: endpoint, landingBucket: bucket }: Endpoints): Promise<number> {
  const order = await readFile(join(samplesDir, 'order.txt'), 'utf8').catch(() => '');
  const keys = order.split('\n').filter((line) => line.trim() !== '');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = connectS3({ endpoint, region: 'us-east-1', credentials });
  for (const key of keys) {
    const path = join(samplesDir, 'landing', key);
    const { size: sizeBytes } = await stat(path);
    await uploadObject(client, { bucket, key, body: createReadStream(path), sizeBytes }, () => undefined);
  }
  client.destroy();
  return keys.length;
}
