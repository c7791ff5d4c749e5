-- Data comes again, but for these feeds.
-- $1 feeds text[]
update alerts
set resolved_at = clock_timestamp()
where kind = 'missed-cadence' and resolved_at is null and subject <> all ($1::text[])
