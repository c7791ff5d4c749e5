-- Parts of a full run that were left out, and of which no other version is in force.
-- $1 feed text, $2 full run text → part int
select distinct skipped.part
from skipped_files skipped
where skipped.feed = $1 and skipped.run_key = $2
  and not exists (
    select from landed_files f
    join loads l on l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
    where f.feed = $1 and f.run_key = $2 and f.part = skipped.part)
order by skipped.part
