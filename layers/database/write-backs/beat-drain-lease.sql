-- Keeps the lease. No row: it is lost.
-- $1 destination text, $2 epoch bigint → epoch bigint
update drain_leases
set heartbeat = clock_timestamp()
where destination = $1 and epoch = $2 and heartbeat is not null
returning epoch
