-- Loads that have a line of the record, were in force once and are no more, in the order in which they came into force.
-- $1 feed text, $2 id text → load_id bigint, applied_event bigint, retired_event bigint, retired_type text
select distinct l.load_id, l.applied_event, l.retired_event, e.event_type as retired_type
from raw_records r
join loads l on l.load_id = r.load_id
join file_processing_events e on e.id = l.retired_event
where r.feed = $1 and r.id = $2
order by l.applied_event
