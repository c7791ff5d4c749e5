-- The files of a feed from an order key on that a replay puts in force, in order: the version in force at each place,
-- or a newer one that waits to correct it; files that were left out are not among them, late files that wait are.
-- $1 feed text, $2 order key text → file (json), replaces bigint or null, is_correction boolean (of another version),
--   staged_load bigint or null, staging jsonb or null
with standing as (
  select l.load_id, f.landed_file, f.bucket, f.key, f.order_key
  from loads l
  join landed_files f using (landed_file)
  where l.feed = $1 and l.order_key >= $2 and l.applied_event is not null and l.retired_event is null
),
due as (
  select p.landed_file, p.bucket, p.key, p.order_key
  from pending_files p
  where p.feed = $1 and p.order_key >= $2 and p.order_key <= (select max(order_key) from standing)
),
chosen as (
  select d.landed_file, s.load_id as replaces, s.load_id is not null as is_correction
  from due d
  left join standing s on s.bucket = d.bucket and s.key = d.key and s.order_key = d.order_key
  union all
  select s.landed_file, s.load_id, false
  from standing s
  where not exists (select from due d where d.bucket = s.bucket and d.key = s.key and d.order_key = s.order_key)
    and not exists (select from left_out_loads o where o.load_id = s.load_id)
)
select to_jsonb(f) as file, chosen.replaces, chosen.is_correction, kept.load_id as staged_load, kept.staging
from chosen
join landed_files f using (landed_file)
left join lateral (
  select l.load_id, l.staging
  from loads l
  where l.landed_file = f.landed_file and l.staging is not null and l.applied_event is null and l.discarded_at is null
  order by l.load_id desc
  limit 1
) kept on true
order by f.order_key, f.version_rank
