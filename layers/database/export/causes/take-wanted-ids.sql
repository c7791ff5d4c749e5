-- Some records are the ones that are folded.
-- $1 ids text[] → temporary table touched_ids
create temporary table touched_ids on commit drop as
select distinct id, false as enters from unnest($1::text[]) wanted (id)
