-- Keeps the epoch as it is until the transaction ends; heartbeats still go through. No row: the lease is lost.
-- $1 epoch bigint → epoch bigint
select epoch from lease where epoch = $1 and heartbeat is not null for key share
