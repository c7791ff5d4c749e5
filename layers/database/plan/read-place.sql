-- What there is at the place of a file, and whether its full run is settled already.
-- $1 feed text, $2 key text, $3 order key text, $4 run key text or null
--   → corrects_load bigint or null, landed_parts int[], run_is_settled boolean,
--     sha256_in_force text or null (of the newest version of the key that is in force)
select
  (
    select l.load_id
    from landed_files f
    join loads l on l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
    where f.key = $2 and f.order_key = $3
    order by f.version_rank desc
    limit 1
  ) as corrects_load,
  (
    select coalesce(array_agg(distinct f.part), '{}')
    from landed_files f
    where f.feed = $1 and f.run_key = $4
  ) as landed_parts,
  exists (
    select from loads l
    where l.feed = $1 and l.full_run = $4 and l.applied_event is not null and l.retired_event is null
      and (l.closed_event is not null or l.withheld_event is not null)
  ) as run_is_settled,
  (
    select l.sha256
    from landed_files f
    join loads l on l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
    where f.key = $2
    order by f.order_key desc, f.version_rank desc
    limit 1
  ) as sha256_in_force
