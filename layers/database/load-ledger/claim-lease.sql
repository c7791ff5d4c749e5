-- Takes the unit over. A new epoch waits for whoever keeps the old one.
-- $1 holder text → epoch bigint
update lease
set epoch = epoch + 1, holder = $1, heartbeat = clock_timestamp()
returning epoch
