-- What a switch writes as tables of sums take it.
create temporary view changing as
select id, was_live, is_live, data
from state_changes
where content
