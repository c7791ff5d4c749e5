import type { BusinessUnit } from '#core/business-unit.ts';
import { sharedPrefix } from '#core/landing/shared-prefix.ts';

/** The key prefixes below which a unit's files land: its own, and `SHARED/` where it lists a feed that is shared. */
export function landingPrefixes(unit: BusinessUnit): string[] {
  const shapes = unit.feeds.flatMap((feed) => feed.files);
  const shared = shapes.some((shape) => shape.scope === 'shared');
  return shared ? [`${unit.name}/`, sharedPrefix] : [`${unit.name}/`];
}
