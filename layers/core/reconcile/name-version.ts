import type { ObjectVersion } from '../object-version.ts';
import type { NamedVersion } from './bucket-report.ts';

/** What a report says of an object. */
export function nameVersion({ key, versionId, sizeBytes }: ObjectVersion): NamedVersion {
  return { key, versionId, sizeBytes };
}
