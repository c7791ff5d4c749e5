-- Those of one feed are the ones that are folded.
-- $1 feed text → temporary table touched_ids
create temporary table touched_ids on commit drop as
select id, false as enters from ids_since where feed = $1
