-- Removes what was staged for a replay of a feed and came to nothing: the replay is over, or what it was to replace was
-- corrected while it rested.
-- $1 feed text → load_id bigint, one row each
select l.load_id, discard_load(l.load_id)
from loads l
where l.feed = $1 and l.staging is not null and l.applied_event is null and l.discarded_at is null
  and not exists (select from open_marks m where m.feed = $1)
