-- The alert about a folder is over when nothing lies there any more.
-- $1 folders text[] with something in them
update alerts
set resolved_at = clock_timestamp()
where kind = 'unrouted-objects' and resolved_at is null and subject <> all ($1::text[])
