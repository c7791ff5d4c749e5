import { Defect } from '#core/errors.ts';
import type { ParsedFile } from './parse-key.ts';
import { formatTimestamp } from './read-timestamp.ts';

/** Digits that a run and a part may have, so that they can be written with a fixed width. */
export const runDigits = 20;
export const partDigits = 9;

/**
 * One string whose byte order (`collate "C"`) is the order in which the files of a feed apply: by timestamp, full
 * before delta, run, part, key. A snapshot takes the time at which its version was written.
 * @param lastModified needed for a snapshot only
 * @param tieBreak position (0, 1, 2 …) of the version among those of its key with the same `lastModified`, which S3
 * tells to the second
 */
export function orderKey(
  parsed: ParsedFile,
  key: string,
  lastModified: Date | null,
  tieBreak: number,
): string {
  const time = parsed.timestamp ?? timestampOfVersion(key, lastModified, tieBreak);
  const kind = parsed.kind === 'full' ? '0' : '1';
  const run = (parsed.run ?? '').padStart(runDigits, '0');
  const part = String(parsed.part ?? 0).padStart(partDigits, '0');
  return `${time}.${kind}.${run}.${part}.${key}`;
}

function timestampOfVersion(key: string, lastModified: Date | null, tieBreak: number): string {
  if (!lastModified) {
    throw new Defect(
      'no-last-modified',
      `"${key}" is ordered by its LastModified, which nobody asked S3 for.`,
      {
        key,
      },
    );
  }
  return formatTimestamp(new Date(lastModified.getTime() + tieBreak));
}
