import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { businessUnits } from '#catalog/catalog.ts';
import { asError } from '#core/errors.ts';
import { parseKey } from '#core/landing/parse-key.ts';
import type { ObjectEvent } from '../s3/s3-request.ts';

/** What a line of a snapshot says: a record as its source gives it. */
export type LandedRecord = Record<string, unknown>;

export type Snapshots = {
  /** Base address of S3, and the bucket whose objects are taken in. */
  s3: string;
  bucket: string;
  /** Only files of these feeds. */
  feeds: ReadonlySet<string>;
  /** Gets every record of every file, one file after the other. */
  take(feed: string, record: LandedRecord): void;
  log(line: string): void;
};

export type SnapshotFollower = {
  /** Takes in what lies in the bucket already, in the order of the keys. */
  catchUp(keys: readonly string[]): Promise<void>;
  hear(event: ObjectEvent): void;
  /** When all that was heard of is taken in. */
  settled(): Promise<void>;
};

/** Reads what lands of some feeds, as it lands. */
export function followSnapshots(snapshots: Snapshots): SnapshotFollower {
  let last: Promise<void> = Promise.resolve();
  const read = (key: string): Promise<void> => {
    const feed = feedOf(key);
    if (feed === null || !snapshots.feeds.has(feed)) return last;
    last = last.then(() => takeFile(snapshots, feed, key));
    return last;
  };
  return {
    catchUp: async (keys) => {
      await Promise.all(keys.map(read));
    },
    hear: ({ type, bucketName, key }) => {
      if (type === 'Object Created' && bucketName === snapshots.bucket) void read(key);
    },
    settled: () => last,
  };
}

function feedOf(key: string): string | null {
  for (const unit of businessUnits) {
    const parsed = parseKey(key, unit);
    if (parsed.outcome === 'feed') return parsed.feed.name;
  }
  return null;
}

/** The newest version. Lines that are no records are the loader's to tell of. */
async function takeFile({ s3, bucket, take, log }: Snapshots, feed: string, key: string): Promise<void> {
  try {
    const path = key.split('/').map(encodeURIComponent).join('/');
    const { ok, status, body } = await fetch(`${s3}/${bucket}/${path}`);
    if (!ok || body === null) throw new Error(`S3 answers ${status}`);
    const bytes = Readable.fromWeb(body);
    const lines = (await text(key.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes)).split('\n');
    for (const record of lines.map(parseRecord)) if (record) take(feed, record);
  } catch (error) {
    log(`${key} was not taken into the stand-ins: ${asError(error).message}`);
  }
}

function parseRecord(line: string): LandedRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as LandedRecord)
      : null;
  } catch {
    return null;
  }
}
