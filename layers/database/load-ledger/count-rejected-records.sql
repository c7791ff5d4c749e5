-- What the rejected lines of a load are about: how many hide which record they were, and how many live records only they
-- name.
-- $1 load bigint, $2 feed text → unreadable bigint, live bigint
select
  count(*) filter (where r.id is null) as unreadable,
  count(distinct s.id) as live
from rejected_records r
left join records s
  on s.feed = $2 and s.id = r.id and not s.deleted
    and not exists (select from raw_records l where l.load_id = $1 and l.feed = $2 and l.id = s.id)
where r.load_id = $1
