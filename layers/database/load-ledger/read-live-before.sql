-- Live records of a feed before this transaction changes any; of them those that its full run did not bring, as many as
-- there were before the run; and how many records the run has deleted.
-- $1 feed text, $2 full run text or null → live_records bigint, beside_run bigint, deleted bigint
with standing as (
  select applied_event, closed_event
  from loads
  where feed = $1 and full_run = $2 and applied_event is not null and retired_event is null
),
word as (
  select applied_event as event from standing
  union
  select closed_event from standing
),
did as (
  select
    coalesce(sum(e.records_inserted - e.records_deleted), 0) as gained,
    coalesce(sum(e.records_deleted), 0) as deleted
  from word
  join file_processing_events e on e.id = word.event
)
select t.live_records, (t.live_records - did.gained)::bigint as beside_run, did.deleted::bigint
from feed_totals t
cross join did
where t.feed = $1
