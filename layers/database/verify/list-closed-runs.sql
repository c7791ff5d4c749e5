-- The full runs that reset a feed.
-- $1 feed text → full_run text
select distinct full_run
from loads
where feed = $1 and applied_event is not null and retired_event is null and closed_event is not null
  and full_run is not null
