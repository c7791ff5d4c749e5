-- Each feed as people want to see it.
-- → feed, live_records, state_hash bit(256), last_file, last_at, last_event, lag_s float8 or null (since the newest file
--   in force landed), cadence_s float8 or null, is_stale boolean, pending, halted (json of halted_files), replay (json of
--   what open marks ask for, or null)
select
  t.feed,
  t.live_records,
  t.state_hash,
  last.source_file as last_file,
  last.event_time as last_at,
  last.id as last_event,
  extract(epoch from now() - last.discovered_at)::float8 as lag_s,
  extract(epoch from s.cadence)::float8 as cadence_s,
  coalesce(last.discovered_at < now() - s.cadence, false) as is_stale,
  (select count(*) from pending_files p where p.feed = t.feed) as pending,
  (
    select jsonb_build_object(
      'file', h.key, 'code', h.code, 'message', h.message, 'since', h.since, 'event', h.event::text)
    from halted_files h
    where h.feed = t.feed
    order by h.order_key, h.event
    limit 1
  ) as halted,
  case when point.order_key is not null then (
    select jsonb_build_object(
      'since', point.since,
      'file', (array_agg(f.key order by f.order_key))[1],
      'files', count(*) filter (where o.load_id is null),
      'staged', (
        select count(distinct kept.landed_file)
        from loads kept
        where kept.feed = t.feed and kept.staging is not null and kept.applied_event is null
          and kept.discarded_at is null),
      'halted', (
        select jsonb_build_object(
          'file', h.key, 'code', h.code, 'message', h.message, 'since', h.since, 'event', h.event::text)
        from halted_files h
        where h.feed = t.feed and h.order_key between point.order_key and max(f.order_key)
        order by h.order_key, h.event
        limit 1))
    from loads l
    join landed_files f using (landed_file)
    left join left_out_loads o on o.load_id = l.load_id
    where l.feed = t.feed and l.order_key >= point.order_key
      and l.applied_event is not null and l.retired_event is null
  ) end as replay
from feed_totals t
join feed_settings s using (feed)
left join lateral (
  select min(m.order_key) as order_key, min(m.replay_date) as since from open_marks m where m.feed = t.feed
) point on true
left join lateral (
  select e.source_file, e.event_time, e.id, f.discovered_at
  from loads l
  join landed_files f using (landed_file)
  join file_processing_events e on e.id = l.applied_event
  where l.feed = t.feed and l.applied_event is not null and l.retired_event is null
  order by l.order_key desc
  limit 1
) last on true
order by t.feed
