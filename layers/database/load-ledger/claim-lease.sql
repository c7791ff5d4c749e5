-- Takes the unit over unless another loader's heartbeat is younger than $2.
-- $1 holder text, $2 lease interval → epoch bigint, or no row
update lease
set epoch = epoch + 1, holder = $1, heartbeat = clock_timestamp()
where heartbeat is null or heartbeat < clock_timestamp() - $2::interval
returning epoch
