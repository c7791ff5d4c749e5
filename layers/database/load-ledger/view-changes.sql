-- The change set as tables of sums take it.
create temporary view changing as
select c.id, c.was_live, c.is_live, coalesce(c.data, l.data) as data
from change_set c
left join lateral (select data from raw_records where load_id = c.line_load and line = c.line offset 0) l on true
where c.changes
