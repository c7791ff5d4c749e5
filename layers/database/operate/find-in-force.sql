-- A key, and the event that put the newest version of it in force that counts.
-- $1 key text → key text, event bigint or null
select
  f.key,
  (array_agg(l.applied_event order by f.version_rank desc) filter (where l.applied_event is not null))[1] as event
from landed_files f
left join loads l on l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
where f.key = $1
group by f.key
