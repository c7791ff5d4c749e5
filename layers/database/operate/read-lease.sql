-- Who loads this unit, and whether the lease is stale.
-- → holder text, epoch bigint, heartbeat timestamptz, is_stale boolean
select holder, epoch, heartbeat, heartbeat < clock_timestamp() - interval '45 seconds' as is_stale
from lease
where heartbeat is not null
