-- The newest exports, newest first, with what they have written so far.
-- $1 limit int → run bigint, scope text, started timestamptz, ended timestamptz, status text, error text, files int,
--   rows bigint, size_bytes bigint, rejected bigint, published boolean, as_of_event text, configuration text
select
  r.id as run, r.scope, r.started, r.ended, r.status, r.error,
  w.files, w.rows, w.size_bytes, w.rejected,
  coalesce((r.counts ->> 'published')::boolean, false) as published,
  r.counts ->> 'as_of_event' as as_of_event,
  r.counts ->> 'configuration' as configuration
from runs r
cross join lateral (
  select
    count(*)::int as files,
    coalesce(sum(f.rows), 0)::bigint as rows,
    coalesce(sum(f.size_bytes), 0)::bigint as size_bytes,
    coalesce(sum(f.rejected), 0)::bigint as rejected
  from export_files f
  where f.run_id = r.id
) w
where r.kind = 'export'
order by r.id desc
limit $1
