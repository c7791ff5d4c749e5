-- The full run is complete, but what it has not is kept: an id in it could not be read.
-- $1 feed text, $2 full run text, $3 event bigint
update loads
set withheld_event = $3
where feed = $1 and full_run = $2 and applied_event is not null and retired_event is null
