/** One version of one object in the landing bucket: what a landed file is registered from. */
export type ObjectVersion = {
  bucket: string;
  key: string;
  /** `null` is S3's own word for the version of an object written before versioning. */
  versionId: string;
  etag: string;
  sizeBytes: number;
  /** Unknown to events; listings and HEAD have it. */
  lastModified: Date | null;
};
