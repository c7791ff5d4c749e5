-- The deletion guard lets exactly this landed file through, now and in every replay.
-- $1 landed file bigint
update landed_files
set deletes_accepted_at = coalesce(deletes_accepted_at, clock_timestamp())
where landed_file = $1
