-- The change set of closing a full run: live records that none of its parts has, not even as a rejected line.
-- $1 feed text, $2 full run text → temporary table change_set
create temporary table change_set on commit drop as
with part as (
  select load_id
  from loads
  where feed = $1 and full_run = $2 and applied_event is not null and retired_event is null
)
select
  s.id,
  null::bigint as line,
  true as stored,
  true as was_live,
  false as is_live,
  s.hash as old_hash,
  null::bytea as new_hash,
  null::jsonb as data,
  null::bigint as line_load,
  null::uuid as outline,
  true as changes
from records s
where s.feed = $1 and not s.deleted
  and not exists (select from raw_records l join part using (load_id) where l.feed = $1 and l.id = s.id)
  and not exists (select from rejected_records r join part using (load_id) where r.id = s.id)
