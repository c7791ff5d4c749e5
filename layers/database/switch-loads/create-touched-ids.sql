-- The records that a switch may change. `enters`: a load that enters has a line of it.
-- $1 feed text, $2 loads that end bigint[], $3 loads that enter bigint[], $4 every record of the feed boolean
--   → temporary table touched_ids
create temporary table touched_ids on commit drop as
select id, bool_or(enters) as enters
from (
  select id, true as enters from raw_records where load_id = any ($3::bigint[])
  union all
  select id, false from raw_records where load_id = any ($2::bigint[])
  union all
  select id, false from records where feed = $1 and $4::boolean
) line
group by id
