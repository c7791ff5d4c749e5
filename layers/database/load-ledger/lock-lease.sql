-- Holds the lease still until the transaction ends. No row: it is lost.
-- $1 epoch bigint → epoch bigint
select epoch from lease where epoch = $1 and heartbeat is not null for update
