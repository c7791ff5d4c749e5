-- How the loads of a full run stand after a switch: closed by an event, or not closed.
-- $1 feed text, $2 full run text, $3 closing event bigint or null
update loads
set closed_event = $3, withheld_event = case when $3::bigint is null then withheld_event end
where feed = $1 and full_run = $2 and applied_event is not null and retired_event is null
