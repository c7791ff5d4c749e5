-- From this event on the full run resets its feed.
-- $1 feed text, $2 full run text, $3 event bigint
update loads
set closed_event = $3
where feed = $1 and full_run = $2 and applied_event is not null and retired_event is null
