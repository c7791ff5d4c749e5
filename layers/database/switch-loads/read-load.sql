-- What a load is about, and the event that put it in force.
-- $1 load bigint → load_id, applied_event, landed_file bigint, feed, key text
select l.load_id, l.applied_event, l.landed_file, l.feed, f.key
from loads l
join landed_files f using (landed_file)
where l.load_id = $1
