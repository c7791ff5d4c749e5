import type { StoredVersion } from './bucket.ts';
import type { BucketRequest } from './s3-request.ts';

const mostKeys = 1000;

export type ListQuery = {
  prefix: string;
  delimiter: string;
  maxKeys: number;
  encode: (key: string) => string;
};
export type Page = {
  versions: StoredVersion[];
  commonPrefixes: string[];
  /** Where the next page begins: behind this version, or behind everything with this prefix; null on the last page. */
  next: { key: string; versionId: string | null } | null;
};

export function readListQuery({ query }: BucketRequest): ListQuery {
  const maxKeys = Number(query.get('max-keys') ?? mostKeys);
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: Number.isInteger(maxKeys) ? Math.min(Math.max(maxKeys, 0), mostKeys) : mostKeys,
    encode: query.get('encoding-type') === 'url' ? encodeKey : (key) => key,
  };
}

/** Cuts one page out of versions in listing order; what has the delimiter behind the prefix counts once. */
export function cutPage(versions: Iterable<StoredVersion>, { prefix, delimiter, maxKeys }: ListQuery): Page {
  const page: Page = { versions: [], commonPrefixes: [], next: null };
  let last: Page['next'] = null;
  for (const version of versions) {
    const common = commonPrefix(version.key, prefix, delimiter);
    if (common !== null && common === page.commonPrefixes.at(-1)) continue;
    if (page.versions.length + page.commonPrefixes.length >= maxKeys) return { ...page, next: last };
    if (common === null) page.versions.push(version);
    else page.commonPrefixes.push(common);
    last =
      common === null ? { key: version.key, versionId: version.versionId } : { key: common, versionId: null };
  }
  return page;
}

/** Whether a key lies behind a marker, which may be the common prefix that a page ended with. */
export function isBehind(key: string, marker: string, delimiter: string): boolean {
  if (delimiter !== '' && marker.endsWith(delimiter) && key.startsWith(marker)) return false;
  return Buffer.compare(Buffer.from(key), Buffer.from(marker)) > 0;
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | null {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? null : key.slice(0, at + delimiter.length);
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}
