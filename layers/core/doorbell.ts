import * as z from 'zod';
import type { ObjectVersion } from './object-version.ts';

/**
 * What lands in a unit's queue: the `detail` of an EventBridge "Object Created" event (Amazon S3 user guide,
 * "EventBridge event message structure"), or a ring that names no object.
 */
export const ObjectCreated = z.object({
  bucket: z.object({ name: z.string() }),
  object: z.object({
    key: z.string(),
    size: z.number().optional(),
    etag: z.string().optional(),
    'version-id': z.string().optional(),
    sequencer: z.string().optional(),
  }),
});
/** `ring` is unique, so that content-based deduplication never swallows it; `because` is for people. */
export const Ring = z.object({ ring: z.string(), because: z.string() });
export type ObjectCreated = z.infer<typeof ObjectCreated>;
export type Ring = z.infer<typeof Ring>;
export const Doorbell = z.union([ObjectCreated, Ring]);
export type Doorbell = z.infer<typeof Doorbell>;

/** The object that a doorbell names, or null when it only rings. */
export function namedObject(doorbell: Doorbell): ObjectVersion | null {
  if ('ring' in doorbell) return null;
  const { bucket, object } = doorbell;
  return {
    bucket: bucket.name,
    key: object.key,
    versionId: object['version-id'] ?? 'null',
    etag: object.etag ?? '',
    sizeBytes: object.size ?? 0,
    lastModified: null,
  };
}

/** The message that S3's event for this object would have brought. */
export function announcementOf(object: ObjectVersion): ObjectCreated {
  return {
    bucket: { name: object.bucket },
    object: { key: object.key, size: object.sizeBytes, etag: object.etag, 'version-id': object.versionId },
  };
}
