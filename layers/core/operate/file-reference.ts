/** One landed file: the newest version of a key, or the one that an event is about. */
export type FileReference = { key?: string; event?: string };

/** Whatever names a file: a key, an `s3://` URI of the landing bucket, or the id of one of its events. */
export function readFileReference(file: string, landingBucket: string): FileReference {
  return /^\d+$/.test(file) ? { event: file } : { key: readKey(file, landingBucket) };
}

/** The key that a key or an `s3://` URI of the landing bucket names. */
export function readKey(file: string, landingBucket: string): string {
  const prefix = `s3://${landingBucket}/`;
  return file.startsWith(prefix) ? file.slice(prefix.length) : file;
}
