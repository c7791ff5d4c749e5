-- Every record that the counted loads of a feed speak of.
-- $1 feed text → temporary table touched_ids
create temporary table touched_ids on commit drop as
select r.id, false as enters
from raw_records r
join counted_loads c on c.load_id = r.load_id
where r.feed = $1
group by r.id
