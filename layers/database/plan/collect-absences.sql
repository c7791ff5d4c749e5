-- What the closing of the full run that the file is would delete.
-- $1 feed text
insert into planned_changes (id, kind, line, before, after)
select c.id, 'deleted', 0, s.data, s.data
from change_set c
join records s on s.feed = $1 and s.id = c.id
