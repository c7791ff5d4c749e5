-- A page of the planned changes, by id.
-- $1 after id text or null, $2 limit int → id text, kind text, line bigint
select id, kind, line
from planned_changes
where $1::text is null or id collate "C" > $1
order by id collate "C"
limit $2
