import type { UnitBench } from '../unit-bench.ts';
import type { History } from './histories.ts';

/**
 * Empties a unit and sets what a history asks of it: migrating one anew for each of thousands would take far longer. No
 * guard and no hold-back, so that what is due does not depend on the clock.
 */
export async function resetUnit({ rows }: UnitBench, { merge, late }: History): Promise<void> {
  await rows(
    `begin;
     alter table file_processing_events disable trigger guard_event_table;
     truncate file_processing_events, landed_files, loads, raw_records, rejected_records, records, alerts, known_traits
       restart identity;
     alter table file_processing_events enable trigger guard_event_table;
     update feed_totals set live_records = 0, state_hash = repeat('0', 256)::bit(256);
     update lease set heartbeat = null, holder = null;
     commit`,
  );
  await rows(
    `update feed_settings set merge = $1, late = $2, hold_back = '0', deletion_guard = 1 where feed = 'products'`,
    [merge, late],
  );
}
