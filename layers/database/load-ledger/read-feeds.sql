-- For each feed all that decides what it needs next.
-- → feed, read_at, merge, late, hold_back_ms, deletion_guard, reject_share, halted (order keys), last_order_key,
--   shape_in_use, next (a pending file as json, with landed_parts, corrects_load, run_is_settled,
--   late_accepted), open_runs (json array), replay_from (order key or null), left_out (load ids),
--   uninspected (load id or null)
select
  s.feed,
  clock_timestamp() as read_at,
  s.merge,
  s.late,
  extract(epoch from s.hold_back)::float8 * 1000 as hold_back_ms,
  s.deletion_guard::float8 as deletion_guard,
  s.reject_share::float8 as reject_share,
  (select coalesce(array_agg(h.order_key order by h.order_key), '{}') from halted_files h where h.feed = s.feed) as halted,
  last.order_key as last_order_key,
  last.shape as shape_in_use,
  next.file as next,
  coalesce(open.runs, '[]') as open_runs,
  (select min(m.order_key) from open_marks m where m.feed = s.feed) as replay_from,
  (select coalesce(array_agg(o.load_id), '{}') from left_out_loads o where o.feed = s.feed) as left_out,
  (
    select l.load_id
    from loads l
    where l.feed = s.feed and l.applied_event is not null and l.retired_event is null and l.inspected_at is null
    order by l.order_key
    limit 1
  ) as uninspected
from feed_settings s
left join lateral (
  select l.order_key, f.shape
  from loads l
  join landed_files f using (landed_file)
  where l.feed = s.feed and l.applied_event is not null and l.retired_event is null
  order by l.order_key desc
  limit 1
) last on true
left join lateral (
  select to_jsonb(p) || jsonb_build_object(
    'landed_parts', (
      select coalesce(jsonb_agg(distinct sibling.part), '[]')
      from landed_files sibling
      where sibling.feed = p.feed and sibling.run_key = p.run_key),
    'corrects_load', (
      select l.load_id
      from landed_files older
      join loads l on l.landed_file = older.landed_file and l.applied_event is not null and l.retired_event is null
      where older.bucket = p.bucket and older.key = p.key and older.order_key = p.order_key
      order by older.version_rank desc
      limit 1),
    'run_is_settled', exists (
      select from loads l
      where l.feed = p.feed and l.full_run = p.run_key and l.applied_event is not null and l.retired_event is null
        and (l.closed_event is not null or l.withheld_event is not null)),
    'late_accepted', exists (
      select from file_processing_events e
      where e.landed_file = p.landed_file and e.event_type in ('file_resumed', 'file_unskipped'))
  ) as file
  from pending_files p
  where p.feed = s.feed
  order by p.order_key, p.version_rank
  limit 1
) next on true
left join lateral (
  select jsonb_agg(run.facts order by run.full_run) as runs
  from (
    select l.full_run, jsonb_build_object(
      'full_run', l.full_run,
      'parts', (
        select coalesce(jsonb_agg(distinct p.part), '[]')
        from landed_files p
        where p.feed = s.feed and p.run_key = l.full_run
          and (
            exists (
              select from loads o
              where o.landed_file = p.landed_file and o.applied_event is not null and o.retired_event is null)
            or exists (select from skipped_files skipped where skipped.landed_file = p.landed_file))
      ),
      'withheld', bool_or(l.withheld_event is not null),
      'last_discovered_at', max(f.discovered_at),
      'last_part', (array_agg(to_jsonb(f) order by f.order_key desc))[1],
      'last_load', (array_agg(l.load_id order by f.order_key desc))[1]
    ) as facts
    from loads l
    join landed_files f using (landed_file)
    where l.feed = s.feed and l.full_run is not null
      and l.applied_event is not null and l.retired_event is null and l.closed_event is null
    group by l.full_run
    having bool_and(l.withheld_event is null)
      or bool_or(exists ( -- accepted since
        select from file_processing_events e
        join landed_files accepted using (landed_file)
        where e.id = l.withheld_event and accepted.deletes_accepted_at is not null))
  ) run
) open on true
