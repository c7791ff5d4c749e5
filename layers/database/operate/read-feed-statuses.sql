-- Each feed as people want to see it.
-- → feed, live_records, state_hash bit(256), last_file, last_at, last_event, pending, halted (json of halted_files)
select
  t.feed,
  t.live_records,
  t.state_hash,
  last.source_file as last_file,
  last.event_time as last_at,
  last.id as last_event,
  (select count(*) from pending_files p where p.feed = t.feed) as pending,
  (
    select jsonb_build_object(
      'file', h.key, 'code', h.code, 'message', h.message, 'since', h.since, 'event', h.event::text)
    from halted_files h
    where h.feed = t.feed
    order by h.order_key, h.event
    limit 1
  ) as halted
from feed_totals t
left join lateral (
  select e.source_file, e.event_time, e.id
  from loads l
  join file_processing_events e on e.id = l.applied_event
  where l.feed = t.feed and l.applied_event is not null and l.retired_event is null
  order by l.order_key desc
  limit 1
) last on true
order by t.feed
