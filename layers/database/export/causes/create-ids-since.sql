-- The records of some feeds that may not be now what they were when an event was the newest: those that loads speak of
-- which came or went since, and all of a feed where a full run did.
-- $1 feeds text[], $2 event bigint → temporary table ids_since
create temporary table ids_since on commit drop as
select l.feed, r.id
from loads l
join raw_records r on r.feed = l.feed and r.load_id = l.load_id
where l.feed = any ($1::text[]) and (l.applied_event > $2::bigint or l.retired_event > $2::bigint)
union
select r.feed, r.id
from records r
where r.feed in (
  select feed
  from loads
  where feed = any ($1::text[])
    and (closed_event > $2::bigint or (full_run is not null and retired_event > $2::bigint)))
