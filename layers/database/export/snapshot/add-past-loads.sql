-- The loads of a feed that were in force when an event was the newest, as they were then. How their full runs stood
-- `run_words` says: the loads know only what holds now.
-- $1 feed text, $2 event bigint
insert into past_loads
select l.load_id, l.landed_file, l.feed, l.full_run, l.order_key, l.applied_event, null, w.event
from loads l
left join run_words w on w.full_run = l.full_run and w.closes and w.event <= $2::bigint
  and (w.until is null or w.until > $2::bigint)
where l.feed = $1 and l.applied_event <= $2::bigint and (l.retired_event is null or l.retired_event > $2::bigint)
