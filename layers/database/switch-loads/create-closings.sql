-- Where full runs reset the feed: an id that has lines before a run and none in it is deleted behind its last part.
-- Rejected lines whose id could be read count as present.
-- $1 full runs text[] → temporary table closings
create temporary table closings on commit drop as
select
  full_run,
  min(place) as first_place,
  max(place) + 1 as place,
  (array_agg(load_id order by place desc))[1] as load_id,
  array_agg(load_id) as parts
from counted_loads
where full_run = any ($1::text[])
group by full_run
