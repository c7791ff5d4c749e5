-- Writes down when the pull began that made a file; not when that would be after it landed.
-- $1 landed file bigint, $2 timestamptz
update landed_files
set pull_started_at = $2
where landed_file = $1 and discovered_at >= $2
