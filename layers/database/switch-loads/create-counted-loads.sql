-- The loads of a feed that count after a switch, in their order. Places are even, so that the closing of a full run has
-- one of its own behind its last part.
-- $1 feed text, $2 loads that end bigint[], $3 loads that enter bigint[] → temporary table counted_loads
create temporary table counted_loads on commit drop as
select
  l.load_id,
  l.landed_file,
  l.full_run,
  f.key as source_file,
  f.part,
  (2 * row_number() over (order by l.order_key, f.version_rank, l.load_id))::int as place,
  l.load_id = any ($3::bigint[]) as enters
from loads l
join landed_files f using (landed_file)
where l.feed = $1
  and case
    when l.load_id = any ($3::bigint[]) then true
    else l.applied_event is not null and l.retired_event is null and l.load_id <> all ($2::bigint[])
  end
