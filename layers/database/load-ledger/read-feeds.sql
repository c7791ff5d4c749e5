-- For each feed all that decides what it needs next.
-- → feed, read_at, merge, hold_back_ms, deletion_guard, reject_share, halted, last_order_key, shape_in_use,
--   next (a pending file as json, with landed_parts and corrects_load), open_run (json)
select
  s.feed,
  clock_timestamp() as read_at,
  s.merge,
  extract(epoch from s.hold_back)::float8 * 1000 as hold_back_ms,
  s.deletion_guard::float8 as deletion_guard,
  s.reject_share::float8 as reject_share,
  exists (select from halted_files h where h.feed = s.feed) as halted,
  last.order_key as last_order_key,
  last.shape as shape_in_use,
  next.file as next,
  open_run.run as open_run
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
      limit 1)
  ) as file
  from pending_files p
  where p.feed = s.feed
  order by p.order_key, p.version_rank
  limit 1
) next on true
left join lateral (
  select jsonb_build_object(
    'full_run', l.full_run,
    'parts', (
      select coalesce(jsonb_agg(distinct p.part), '[]')
      from landed_files p
      where p.feed = l.feed and p.run_key = l.full_run
        and (
          exists (
            select from loads o
            where o.landed_file = p.landed_file and o.applied_event is not null and o.retired_event is null)
          or exists (select from skipped_files skipped where skipped.landed_file = p.landed_file))
    ),
    'withheld', bool_and(l.withheld_event is not null),
    'last_discovered_at', max(f.discovered_at),
    'last_part', (array_agg(to_jsonb(f) order by f.order_key desc))[1],
    'last_load', (array_agg(l.load_id order by f.order_key desc))[1]
  ) as run
  from loads l
  join landed_files f using (landed_file)
  where l.feed = s.feed and l.applied_event is not null and l.retired_event is null and l.closed_event is null
    and l.full_run = (
      select o.full_run
      from loads o
      where o.feed = s.feed and o.full_run is not null and o.applied_event is not null and o.retired_event is null
        and o.closed_event is null
        and (
          o.withheld_event is null
          or exists ( -- accepted since, and nothing came after it that its absences would delete
            select from file_processing_events e
            join landed_files accepted using (landed_file)
            where e.id = o.withheld_event and accepted.deletes_accepted_at is not null
              and not exists (
                select from loads later
                where later.feed = s.feed and later.applied_event is not null and later.retired_event is null
                  and later.order_key > accepted.order_key)))
      order by o.full_run
      limit 1)
  group by l.feed, l.full_run
) open_run on true
