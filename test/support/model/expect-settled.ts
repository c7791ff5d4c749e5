import { expect } from 'vitest';
import type { UnitBench } from '../unit-bench.ts';
import { describeState, rowsOf } from './describe-state.ts';
import type { Life } from './life.ts';
import type { StateReader } from './state-reader.ts';

/** The unit at rest is what the model says: its records, the loads in force, the totals, and nothing is left behind. */
export async function expectSettled(bench: UnitBench, reader: StateReader, life: Life): Promise<void> {
  const { model } = life;
  expect(await reader.read(), 'the records').toBe(describeState(rowsOf(model.state())));
  const inForce = await bench.rows(inForceInOrder);
  expect(
    inForce.map((row) => row['version_id']),
    'the versions in force',
  ).toEqual(model.inForce().map((version) => life.versionIdOf(version)));
  expect(await bench.rows(recomputedTotals), 'kept totals against those of the records').toEqual([
    { live: true, hash: true },
  ]);
  expect(await bench.rows(miscounted), 'events that say of a full run otherwise than they count').toEqual([]);
  const left = await bench.rows(staleLines, [model.isReplayWaiting()]);
  expect(left, 'lines of loads that are not and were not in force').toEqual([]);
}

const inForceInOrder = `
  select f.version_id
  from loads l join landed_files f using (landed_file)
  where l.applied_event is not null and l.retired_event is null
  order by l.order_key`;

const recomputedTotals = `
  select
    count(r.id) filter (where not r.deleted) = any_value(t.live_records) as live,
    coalesce(
      bit_xor(('x' || encode(sha256(convert_to(r.id || e'\\n' || r.data::text, 'UTF8')), 'hex'))::bit(256))
        filter (where not r.deleted),
      0::bit(256)) = any_value(t.state_hash) as hash
  from feed_totals t
  left join records r on r.feed = t.feed
  where t.feed = 'products'`;

/** A whole run, closed in its own transaction, says at once what its closing then deletes. */
const miscounted = `
  select e.id, e.event_type, e.metadata -> 'corrected' as corrected
  from file_processing_events e
  left join file_processing_events closed
    on closed.id = e.id + 1 and closed.load_id = e.load_id and closed.event_type = 'full_closed'
  cross join lateral jsonb_to_record(e.metadata -> 'corrected')
    said (missed bigint, held_otherwise bigint, kept_wrongly bigint)
  where said.missed <> e.records_inserted
    or said.held_otherwise <> e.records_updated
    or said.kept_wrongly <> closed.records_deleted
    or (e.event_type = 'full_closed' and said.kept_wrongly <> e.records_deleted)`;

/** $1: a replay waits, and may keep what it staged. */
const staleLines = `
  select distinct r.load_id
  from raw_records r
  left join loads l using (load_id)
  where l.applied_event is null and not ($1 and l.staging is not null and l.discarded_at is null)`;
