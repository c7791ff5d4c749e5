-- Records of the file that a later file in force speaks of, too.
-- $1 feed text → records bigint
select count(distinct p.id) as records
from planned_lines p
join counted_loads mine on mine.load_id = -1
where exists (
  select from raw_records r
  join counted_loads later on later.load_id = r.load_id and later.place > mine.place
  where r.feed = $1 and r.id = p.id)
