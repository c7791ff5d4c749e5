-- Keeps the epoch as it is until the transaction ends; heartbeats still go through. No row: the lease is lost.
-- $1 destination text, $2 epoch bigint → epoch bigint
select epoch from drain_leases where destination = $1 and epoch = $2 and heartbeat is not null for key share
