import type { UnitBench } from '../unit-bench.ts';

/**
 * All that a unit's history came to, without what one attempt more or less changes: ids, times, starts, which file had
 * landed when another one was loaded. Two units to which the same happened are equal in it.
 */
export async function readOutcome({ rows }: Pick<UnitBench, 'rows'>): Promise<Record<string, unknown>> {
  const [found] = await rows(outcome);
  return found ?? {};
}

const outcome = `
with version as (
  select landed_file, feed, order_key, version_rank, duplicate_of, substring(key from '[^/]*$') || ' ' || version_rank as file
  from landed_files
),
told as (
  select e.id, v.file, concat_ws(' ', e.event_type, v.file, 'of', r.file) as words, jsonb_strip_nulls(jsonb_build_object(
    'counts', array[e.records_processed, e.records_inserted, e.records_updated, e.records_unchanged, e.records_deleted,
      e.records_rejected],
    'live', e.metadata -> 'live_records', 'hash', e.metadata -> 'state_hash', 'code', e.metadata -> 'code',
    'late', e.metadata -> 'late', 'replay', e.metadata -> 'replay', 'from', e.metadata ? 'staged_from_load')) as facts
  from file_processing_events e
  left join version v on v.landed_file = e.landed_file
  left join file_processing_events replaced on replaced.id = e.replaces_event
  left join version r on r.landed_file = replaced.landed_file
  where e.event_type <> 'file_start' and e.metadata ->> 'because' is distinct from 'its message was sent again'
),
said as ( -- once more the same of the same file is an attempt more
  select *, (words, facts) is not distinct from lag((words, facts)) over (partition by file order by id) as is_again from told
)
select
  (select jsonb_agg(jsonb_build_array(feed, id, deleted, data::text, source_file, line, encode(hash, 'hex')) order by feed, id)
   from records) as state,
  (select jsonb_object_agg(feed, jsonb_build_array(live_records, state_hash)) from feed_totals) as totals,
  (select jsonb_agg(jsonb_build_array(v.file, l.closed_event is not null, l.withheld_event is not null)
     order by v.feed, v.order_key)
   from loads l join version v using (landed_file)
   where l.applied_event is not null and l.retired_event is null) as in_force,
  (select jsonb_agg(v.file order by v.file) from pending_files p join version v using (landed_file)) as pending,
  (select jsonb_agg(v.file || ' ' || h.code order by v.file)
   from halted_files h join version v using (landed_file)) as halted,
  (select jsonb_agg(v.file order by v.file) from skipped_files s join version v using (landed_file)) as skipped,
  (select jsonb_agg(v.file order by v.file) from open_marks m join version v using (landed_file)) as marked,
  (select jsonb_agg(kind || ' ' || code || ' ' || subject order by id) from alerts where resolved_at is null) as alerts,
  (select jsonb_agg(jsonb_build_array(words, facts) order by file, id) from said where not is_again) as events`;
