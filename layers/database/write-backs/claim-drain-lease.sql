-- Takes a destination over.
-- $1 destination text, $2 holder text → epoch bigint
update drain_leases
set epoch = epoch + 1, holder = $2, heartbeat = clock_timestamp()
where destination = $1
returning epoch
