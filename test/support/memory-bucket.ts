import { createHash, randomUUID } from 'node:crypto';
import { NotFound, Unavailable } from '#core/errors.ts';
import type { LandingBucket, ObjectContent } from '#core/load/ports.ts';
import type { ObjectVersion } from '#core/object-version.ts';

type StoredVersion = ObjectVersion & { bytes: Buffer; metadata: Readonly<Record<string, string>> };

/** A landing bucket of a test's own: versions as S3 keeps them, bytes in memory. */
export class MemoryBucket implements LandingBucket {
  private versions: StoredVersion[] = [];
  private failing = false;

  put(
    key: string,
    content: string | Uint8Array,
    lastModified = new Date('2026-03-03T08:00:00Z'),
    etag = createHash('md5').update(content).digest('hex'),
    metadata: Record<string, string> = {},
  ): ObjectVersion {
    const bytes = Buffer.from(content as Uint8Array);
    const version = {
      bucket: 'landing',
      key,
      versionId: randomUUID(),
      etag,
      sizeBytes: bytes.length,
      lastModified,
    };
    this.versions.push({ ...version, bytes, metadata });
    return { ...version, lastModified: null };
  }

  async read(object: { key: string; versionId: string }): Promise<ObjectContent> {
    const found = this.versions.find((version) => version.versionId === object.versionId);
    if (!found)
      throw new NotFound('object-missing', `There is no version ${object.versionId} of ${object.key}.`);
    const { bytes, metadata } = found;
    if (!this.failing) return { body: inChunks(bytes), metadata };
    this.failing = false;
    return { body: stallAfterFirst(inChunks(bytes)), metadata };
  }

  /** As if the object had never been there. */
  forget({ versionId }: ObjectVersion): void {
    this.versions = this.versions.filter((version) => version.versionId !== versionId);
  }

  /** Every version of every object, oldest first. */
  list(): StoredVersion[] {
    return [...this.versions];
  }

  /** Another bucket that holds the same, from here on apart. */
  copy(): MemoryBucket {
    const copy = new MemoryBucket();
    copy.versions = [...this.versions];
    return copy;
  }

  /** The next body stops flowing after its first chunk. */
  failNextRead(): void {
    this.failing = true;
  }

  async listVersions(_bucket: string, key: string): Promise<ObjectVersion[]> {
    return this.versions.filter((version) => version.key === key);
  }
}

async function* inChunks(bytes: Buffer): AsyncIterable<Uint8Array> {
  const chunkBytes = 64 * 1024;
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function* stallAfterFirst(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    throw new Unavailable('object-stalled', 'The object stopped flowing.');
  }
}
