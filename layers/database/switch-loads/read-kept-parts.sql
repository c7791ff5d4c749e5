-- By how much the parts of a full run that a switch leaves in force had changed the number of live records.
-- $1 feed text, $2 full run text, $3 loads that end bigint[] → gained bigint
select coalesce(sum(e.records_inserted - e.records_deleted), 0)::bigint as gained
from loads l
join file_processing_events e on e.id = l.applied_event
where l.feed = $1 and l.full_run = $2 and l.applied_event is not null and l.retired_event is null
  and l.load_id <> all ($3::bigint[])
