-- Closings of full runs that lacked a record, and the event that ended that: another word on the run, or a part of it that
-- has the record.
-- $1 feed text, $2 id text → closing bigint, ended_by bigint
with naming as ( -- even a rejected line says that the record is there
  select load_id from raw_records where feed = $1 and id = $2
  union
  select load_id from rejected_records where id = $2
),
named as (
  select l.full_run, l.applied_event, l.retired_event
  from naming
  join loads l using (load_id)
  where l.feed = $1 and l.applied_event is not null
),
ended as (
  select w.event, w.until, min(later.applied_event) as named_by
  from run_words w
  left join named later on later.full_run = w.full_run and later.applied_event > w.event
  where w.closes
    and w.event > (select min(applied_event) from named)
    and not exists (
      select from named n
      where n.full_run = w.full_run
        and n.applied_event < w.event and (n.retired_event is null or n.retired_event > w.event))
  group by w.event, w.until
)
select ended.event as closing, coalesce(successor.event, least(ended.until, ended.named_by)) as ended_by
from ended
left join run_words successor on successor.replaces_event = ended.event
where coalesce(ended.until, ended.named_by) is not null
order by ended.event
