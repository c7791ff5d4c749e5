-- Stages lines that COPY would not take all of: those that are no jsonb come back with PostgreSQL's own words.
-- $1 load bigint, $2 feed, $3 lines bigint[], $4 ids text[], $5 ops text[], $6 data text[] → line bigint, message text
with given as (
  select *
  from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) as g (line, id, op, data)
),
verdict as materialized (
  select g.*, pg_input_is_valid(g.data, 'jsonb') as good from given g
),
stored as (
  insert into raw_records (load_id, line, feed, id, op, data)
  select $1, line, $2, id, op, case when good then data::jsonb end from verdict where good
)
select v.line, (pg_input_error_info(v.data, 'jsonb')).message
from verdict v
where not v.good
