import { createHash, randomUUID } from 'node:crypto';
import type { LandingBucket } from '#core/load/ports.ts';
import type { ObjectVersion } from '#core/object-version.ts';

/** A landing bucket of a test's own: versions as S3 keeps them, bytes in memory. */
export class MemoryBucket implements LandingBucket {
  private readonly versions: (ObjectVersion & { bytes: Buffer })[] = [];

  put(
    key: string,
    content: string | Uint8Array,
    lastModified = new Date('2026-03-03T08:00:00Z'),
  ): ObjectVersion {
    const bytes = Buffer.from(content as Uint8Array);
    const version = {
      bucket: 'landing',
      key,
      versionId: randomUUID(),
      etag: createHash('md5').update(bytes).digest('hex'),
      sizeBytes: bytes.length,
      lastModified,
      bytes,
    };
    this.versions.push(version);
    return { ...version, lastModified: null };
  }

  async read(object: { key: string; versionId: string }): Promise<AsyncIterable<Uint8Array>> {
    const found = this.versions.find((version) => version.versionId === object.versionId);
    if (!found) throw new Error(`no version ${object.versionId} of ${object.key}`);
    return inChunks(found.bytes);
  }

  async listVersions(_bucket: string, key: string): Promise<ObjectVersion[]> {
    return this.versions.filter((version) => version.key === key);
  }
}

async function* inChunks(bytes: Buffer): AsyncIterable<Uint8Array> {
  const chunkBytes = 64 * 1024;
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}
