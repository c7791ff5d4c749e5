-- Whether the unit may be taken over, from here to the end of the transaction. Waits for a loader that is just giving
-- it back, so that a file registered meanwhile is not left lying, but not for one that applies.
-- $1 lease interval → epoch bigint, is_free boolean
select epoch, heartbeat is null or heartbeat < clock_timestamp() - $1::interval as is_free
from lease
for no key update
