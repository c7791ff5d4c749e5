-- Keeps the lease. No row: it is lost.
-- $1 epoch bigint → epoch bigint
update lease set heartbeat = clock_timestamp() where epoch = $1 and heartbeat is not null returning epoch
