-- Notes how an export ended, unless somebody took it for dead before.
-- $1 run bigint, $2 counts jsonb, $3 error text or null
update runs
set ended = clock_timestamp(), status = case when $3::text is null then 'done' else 'failed' end, counts = $2, error = $3
where id = $1 and ended is null
