-- Where one object version stands; the newest version of its key when none is named. The closing of a full run is no
-- word on the file, unless somebody asked for it again.
-- $1 key text, $2 version id text or null
--   → feed, size_bytes, is_applied, is_halted, is_skipped, skip_reason, is_closing, is_replaying, is_duplicate, is_pending,
--     progress (json or null), event bigint or null
select
  f.feed,
  f.size_bytes,
  stands.is_applied,
  exists (select from halted_files h where h.landed_file = f.landed_file) as is_halted,
  skipped.event is not null as is_skipped,
  skipped.reason as skip_reason,
  last.event_type = 'file_resumed'
    and exists (
      select from loads l
      where l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
        and l.full_run is not null and l.closed_event is null)
    as is_closing,
  stands.is_applied
    and exists (select from open_marks m where m.feed = f.feed and m.order_key <= f.order_key)
    as is_replaying,
  f.duplicate_of is not null as is_duplicate,
  exists (select from pending_files p where p.landed_file = f.landed_file) as is_pending,
  (
    select jsonb_build_object('rows', l.staged_rows, 'bytes', l.staged_bytes)
    from loads l
    where l.landed_file = f.landed_file and l.applied_event is null and l.discarded_at is null
    order by l.load_id desc
    limit 1
  ) as progress,
  last.id as event
from landed_files f
cross join lateral (
  select exists (
    select from loads l where l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
  ) as is_applied
) stands
left join skipped_files skipped on skipped.landed_file = f.landed_file
left join lateral (
  select word.id, word.event_type
  from (
    select e.id, e.event_type, lag(e.event_type) over (order by e.id) as before
    from file_processing_events e
    where e.landed_file = f.landed_file
  ) word
  where word.event_type not in ('full_closed', 'full_withheld') or word.before = 'file_resumed'
  order by word.id desc
  limit 1
) last on true
where f.key = $1 and ($2::text is null or f.version_id = $2)
order by f.version_rank desc, f.landed_file desc
limit 1
