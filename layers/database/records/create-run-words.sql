-- What was said of each full run of a feed, and until which event: that it was closed, or that it is so no more, because its
-- deletes were withheld or its last part in force was taken out.
-- $1 feed text → temporary table run_words
create temporary table run_words on commit drop as
with part as (
  select landed_file, full_run, applied_event, retired_event
  from loads
  where feed = $1 and full_run is not null and applied_event is not null
),
word as (
  select p.full_run, e.id as event, e.event_type = 'full_closed' as closes, e.replaces_event
  from (select distinct full_run, landed_file from part) p
  join file_processing_events e
    on e.landed_file = p.landed_file and e.event_type in ('full_closed', 'full_withheld')
  union all
  select gone.full_run, gone.retired_event, false, null
  from part gone
  where gone.retired_event is not null
    and not exists (
      select from part other
      where other.full_run = gone.full_run and other.applied_event <= gone.retired_event
        and (other.retired_event is null or other.retired_event > gone.retired_event))
)
select full_run, event, lead(event) over (partition by full_run order by event) as until, closes, replaces_event
from word
