-- The change set as tables of sums take it.
create temporary view changing as
select id, was_live, is_live, data
from change_set
where changes
