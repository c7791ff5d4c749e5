import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal } from './journal.ts';

/** One version of one key: bytes with what S3 knows about them, or a delete marker. */
export type StoredVersion = {
  key: string;
  /** `null` in a bucket without versioning, as S3 calls it. */
  versionId: string;
  /** ISO 8601 in whole seconds: S3 does not tell time more finely. */
  lastModified: string;
  deleteMarker: boolean;
  /** Without quotes; empty for a delete marker. */
  etag: string;
  sizeBytes: number;
  /** Headers that come back with the object: its type, its `x-amz-meta-…`. */
  headers: Record<string, string>;
  /** The name of the file with its bytes; empty for a delete marker. */
  body: string;
};

type Entry = { add: StoredVersion } | { remove: { key: string; versionId: string } };
export type BucketOptions = { name: string; dir: string; versioned: boolean; announces: boolean };

/** The versions of every key, in memory; what happened to them, and their bytes, on disk. */
export class Bucket {
  readonly name: string;
  readonly versioned: boolean;
  /** Whether its events go to EventBridge. */
  readonly announces: boolean;
  readonly dir: string;
  /** Newest first for each key. */
  readonly #versions = new Map<string, StoredVersion[]>();
  readonly #journal: Journal<Entry>;

  private constructor(options: BucketOptions, journal: Journal<Entry>) {
    this.name = options.name;
    this.versioned = options.versioned;
    this.announces = options.announces;
    this.dir = options.dir;
    this.#journal = journal;
  }

  /** Opens a bucket with what it held before, or makes an empty one. */
  static async open(options: BucketOptions): Promise<Bucket> {
    await rm(join(options.dir, 'arriving'), { recursive: true, force: true });
    for (const folder of ['bodies', 'arriving', 'uploads']) {
      await mkdir(join(options.dir, folder), { recursive: true });
    }
    const journal = await Journal.open<Entry>(join(options.dir, 'journal.jsonl'));
    const bucket = new Bucket(options, journal);
    for (const entry of journal.entries) bucket.#apply(entry);
    return bucket;
  }

  /** A path for bytes that are still arriving. */
  arrivingPath(): string {
    return join(this.dir, 'arriving', randomName());
  }

  bodyPath(body: string): string {
    return join(this.dir, 'bodies', body);
  }

  /** The newest version of a key, or the one of that id. */
  find(key: string, versionId?: string): StoredVersion | undefined {
    const versions = this.#versions.get(key);
    return versionId === undefined ? versions?.[0] : versions?.find((one) => one.versionId === versionId);
  }

  /** Makes it the newest version of its key. Without versioning it takes the place of the one there is. */
  async add(content: Omit<StoredVersion, 'versionId' | 'lastModified'>): Promise<StoredVersion> {
    const lastModified = `${new Date().toISOString().slice(0, 19)}.000Z`;
    const version = { ...content, versionId: this.versioned ? randomName() : 'null', lastModified };
    await this.#record({ add: version });
    return version;
  }

  /** Removes one version for good. */
  async remove({ key, versionId }: StoredVersion): Promise<void> {
    await this.#record({ remove: { key, versionId } });
  }

  /** Keys that begin with the prefix, in the order of their UTF-8 bytes, each with its versions, newest first. */
  list(prefix: string): (readonly [string, readonly StoredVersion[]])[] {
    const found = [...this.#versions].filter(([key]) => key.startsWith(prefix));
    return found.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  async #record(entry: Entry): Promise<void> {
    await this.#journal.append(entry);
    const gone = this.#apply(entry);
    for (const { body } of gone) if (body) await rm(this.bodyPath(body), { force: true });
  }

  /** Returns the versions that are no more. */
  #apply(entry: Entry): StoredVersion[] {
    const { key } = 'add' in entry ? entry.add : entry.remove;
    const versions = this.#versions.get(key) ?? [];
    // A bucket that changed to versioning keeps its `null` version; one without has no other.
    const replaced =
      'add' in entry ? (entry.add.versionId === 'null' ? 'null' : undefined) : entry.remove.versionId;
    const kept = versions.filter((one) => one.versionId !== replaced);
    if ('add' in entry) kept.unshift(entry.add);
    if (kept.length > 0) this.#versions.set(key, kept);
    else this.#versions.delete(key);
    return versions.filter((one) => one.versionId === replaced);
  }
}

/** As long and as opaque as S3's own version ids, in letters that need no escaping anywhere. */
export function randomName(): string {
  return randomBytes(16).toString('hex');
}
