import type { ObjectVersion } from '../object-version.ts';
import type { KeyRange } from './ports.ts';

/**
 * The pages of a listing as stretches of keys without gaps: each with every version of its keys, the last one up to the
 * end, also when nothing is there. The versions of one key are never apart.
 */
export async function* cutRanges(
  prefix: string,
  pages: AsyncIterable<ObjectVersion[]>,
): AsyncIterable<{ range: KeyRange; objects: ObjectVersion[] }> {
  let after = '';
  let held: ObjectVersion[] = [];
  for await (const page of pages) {
    const objects = [...held, ...page];
    // More versions of the last key may follow on the next page.
    const last = objects.at(-1)?.key;
    held = objects.filter(({ key }) => key === last);
    const whole = objects.slice(0, objects.length - held.length);
    const through = whole.at(-1)?.key;
    if (through === undefined) continue;
    yield { range: { prefix, after, through }, objects: whole };
    after = through;
  }
  yield { range: { prefix, after, through: null }, objects: held };
}
