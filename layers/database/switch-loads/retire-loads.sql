-- From this event on the loads no longer count.
-- $1 loads bigint[], $2 event bigint
update loads set retired_event = $2 where load_id = any ($1::bigint[])
