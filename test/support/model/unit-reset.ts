import { emptyUnit } from '../empty-unit.ts';
import type { UnitBench } from '../unit-bench.ts';
import type { History } from './histories.ts';

/**
 * Empties a unit and sets what a history asks of it: migrating one anew for each of thousands would take far longer. No
 * guard and no hold-back, so that what is due does not depend on the clock.
 */
export async function resetUnit({ rows }: UnitBench, { merge, late }: History): Promise<void> {
  await emptyUnit(rows);
  await rows(
    `update feed_settings set merge = $1, late = $2, hold_back = '0', deletion_guard = 1 where feed = 'products'`,
    [merge, late],
  );
}
