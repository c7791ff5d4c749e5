-- Rejected lines of a full run that hide which record they were.
-- $1 feed text, $2 full run text → unreadable bigint
select count(*) as unreadable
from loads l
join rejected_records r using (load_id)
where l.feed = $1 and l.full_run = $2 and l.applied_event is not null and l.retired_event is null and r.id is null
