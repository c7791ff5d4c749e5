import type { Stack } from './connect-stack.ts';
import { Failure } from './failure.ts';
import { describePlace } from './place.ts';

/**
 * On AWS what lands for a unit that is not live lies there, and nobody looks at it.
 * @throws Failure `unit-not-live`
 */
export async function refuseWhereNotLive(stack: Stack, unit: string): Promise<void> {
  const place = await stack.findPlace();
  if (place === null || place.units.includes(unit)) return;
  const live = place.units.join(', ') || 'none';
  throw new Failure('unit-not-live', `${unit} is not live in ${describePlace(place)}. Live: ${live}.`);
}
