-- The full runs of a feed as they are and as a switch leaves them.
-- $1 feed text, $2 loads that end bigint[] → full_run text, is_touched boolean (loads of it come or go),
--   was_closed bigint or null (event), was_withheld bigint or null (event), counts boolean (a part of it is left),
--   is_whole boolean (it has no parts), accepted boolean, unreadable bigint, skipped_parts int[], last_part (json),
--   last_load bigint, first_place int, last_place int
with run as (
  select
    l.full_run,
    max(l.closed_event) as was_closed,
    max(l.withheld_event) as was_withheld,
    bool_or(l.load_id = any ($2::bigint[])) as loses
  from loads l
  where l.feed = $1 and l.full_run is not null and l.applied_event is not null and l.retired_event is null
  group by l.full_run
),
remaining as (
  select
    c.full_run,
    bool_or(c.enters) as gains,
    min(c.place) as first_place,
    max(c.place) as last_place,
    bool_and(c.part is null) as is_whole,
    (array_agg(c.load_id order by c.place desc))[1] as last_load,
    (array_agg(c.landed_file order by c.place desc))[1] as last_file,
    array_agg(c.load_id) as loads,
    array_agg(c.part) as parts
  from counted_loads c
  where c.full_run is not null
  group by c.full_run
)
select
  coalesce(r.full_run, run.full_run) as full_run,
  coalesce(run.loses, false) or coalesce(r.gains, false) as is_touched,
  run.was_closed,
  run.was_withheld,
  r.full_run is not null as counts,
  r.is_whole,
  f.deletes_accepted_at is not null as accepted,
  (select count(*) from rejected_records x where x.load_id = any (r.loads) and x.id is null) as unreadable,
  (
    select coalesce(array_agg(distinct s.part order by s.part), '{}')
    from skipped_files s
    where s.feed = $1 and s.run_key = r.full_run and s.part <> all (r.parts)
  ) as skipped_parts,
  to_jsonb(f) as last_part,
  r.last_load,
  r.first_place,
  r.last_place
from run
full join remaining r on r.full_run = run.full_run
left join landed_files f on f.landed_file = r.last_file
order by r.first_place
