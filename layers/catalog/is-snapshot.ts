import type { LandedFile } from '#core/load/ports.ts';
import { businessUnits } from './catalog.ts';

const snapshots: ReadonlySet<string> = new Set(
  businessUnits.flatMap(({ feeds }) =>
    feeds.flatMap((feed) =>
      feed.files.filter(({ naming }) => naming === 'snapshot').map((shape) => `${feed.name} ${shape.name}`),
    ),
  ),
);

/** Whether the name of a file never changes: each version of it is the whole feed, and no deltas come between. */
export function isSnapshot({ feed, shape }: Pick<LandedFile, 'feed' | 'shape'>): boolean {
  return snapshots.has(`${feed} ${shape}`);
}
