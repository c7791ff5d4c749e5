-- The last event between two that took a load out of force which speaks of a record.
-- $1 feed text, $2 id text, $3 after this event bigint, $4 until this event bigint
--   → event bigint, event_time timestamptz, file text, line bigint
select e.id as event, e.event_time, coalesce(e.source_file, f.key) as file, r.line
from raw_records r
join loads l on l.load_id = r.load_id
join landed_files f using (landed_file)
join file_processing_events e on e.id = l.retired_event
where r.feed = $1 and r.id = $2 and l.retired_event > $3::bigint and l.retired_event <= $4::bigint
order by l.retired_event desc
limit 1
