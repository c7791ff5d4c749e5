import type { TraitPlaces } from '#core/drift/trait-places.ts';
import type { Feed } from '#core/feed.ts';

/** Where the traits of a feed's records stand; where nobody says so, every member is an attribute. */
export function placesOf(feed: Pick<Feed, 'name' | 'traits'>): TraitPlaces {
  return feed.traits ?? { entity: feed.name, lists: {} };
}
