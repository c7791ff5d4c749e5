-- Where one object version stands; the newest version of its key when none is named.
-- $1 key text, $2 version id text or null
--   → feed, size_bytes, is_applied, is_halted, is_duplicate, is_pending, progress (json or null), event (json or null)
select
  f.feed,
  f.size_bytes,
  exists (
    select from loads l where l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
  ) as is_applied,
  exists (select from halted_files h where h.landed_file = f.landed_file) as is_halted,
  f.duplicate_of is not null as is_duplicate,
  exists (select from pending_files p where p.landed_file = f.landed_file) as is_pending,
  (
    select jsonb_build_object('rows', l.staged_rows, 'bytes', l.staged_bytes)
    from loads l
    where l.landed_file = f.landed_file and l.applied_event is null and l.discarded_at is null
    order by l.load_id desc
    limit 1
  ) as progress,
  (
    select e.id
    from file_processing_events e
    where e.landed_file = f.landed_file and e.event_type not in ('full_closed', 'full_withheld')
    order by e.id desc
    limit 1
  ) as event
from landed_files f
where f.key = $1 and ($2::text is null or f.version_id = $2)
order by f.version_rank desc, f.landed_file desc
limit 1
