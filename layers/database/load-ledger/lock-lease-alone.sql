-- Keeps the whole lease as it is until the transaction ends: whoever wants to claim it waits. No row: it is lost.
-- $1 epoch bigint → epoch bigint
select epoch from lease where epoch = $1 and heartbeat is not null for no key update
