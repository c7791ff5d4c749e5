-- The load whose rejects somebody asks for: of the event with id $2, of the newest load of the file $1, or, with
-- neither, the newest load that rejected anything.
-- $1 key text or null, $2 event bigint or null → load_id bigint, key text
select l.load_id, f.key
from loads l
join landed_files f using (landed_file)
where ($1::text is null or f.key = $1)
  and ($2::bigint is null or l.load_id = (select e.load_id from file_processing_events e where e.id = $2))
  and ($1 is not null or $2 is not null or exists (select from rejected_records r where r.load_id = l.load_id))
order by (l.applied_event is not null and l.retired_event is null) desc, l.load_id desc
limit 1
