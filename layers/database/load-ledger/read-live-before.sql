-- Live records of a feed before a full run began, and how many its parts have deleted so far; without a run, before this
-- transaction changes any.
-- $1 feed text, $2 full run text or null → live_records bigint, deleted bigint
select
  (t.live_records - coalesce(sum(e.records_inserted - e.records_deleted), 0))::bigint as live_records,
  coalesce(sum(e.records_deleted), 0)::bigint as deleted
from feed_totals t
left join loads l
  on l.feed = t.feed and l.full_run = $2 and l.applied_event is not null and l.retired_event is null
left join file_processing_events e on e.id = l.applied_event
where t.feed = $1
group by t.live_records
