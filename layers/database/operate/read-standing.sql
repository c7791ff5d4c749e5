-- What an operator has to know of one landed file before saying a word about it.
-- $1 landed file bigint → size_bytes bigint, in_force boolean, has_newer boolean, halt, withheld, skipped (json or null),
--   later_in_force bigint, later_pending bigint
select
  f.size_bytes,
  in_force.load_id is not null as in_force,
  exists (
    select from landed_files newer
    where newer.bucket = f.bucket and newer.key = f.key and newer.version_rank > f.version_rank
      and newer.duplicate_of is distinct from f.landed_file) as has_newer,
  (
    select jsonb_build_object(
      'code', h.code, 'message', h.message, 'since', h.since, 'event', h.event::text,
      'guard', (select e.metadata -> 'guard' from file_processing_events e where e.id = h.event))
    from halted_files h
    where h.landed_file = f.landed_file
  ) as halt,
  (
    select jsonb_build_object('message', e.error_message, 'absent', e.metadata -> 'absent', 'event', e.id::text)
    from file_processing_events e
    where e.id = in_force.withheld_event and e.landed_file = f.landed_file and in_force.closed_event is null
  ) as withheld,
  (
    select jsonb_build_object('by', skipped.skipped_by, 'reason', skipped.reason, 'event', skipped.event::text)
    from skipped_files skipped
    where skipped.landed_file = f.landed_file
  ) as skipped,
  (
    select count(*)
    from loads l
    where l.feed = f.feed and l.applied_event is not null and l.retired_event is null and l.order_key > f.order_key
  ) as later_in_force,
  (select count(*) from pending_files p where p.feed = f.feed and p.order_key > f.order_key) as later_pending
from landed_files f
left join loads in_force
  on in_force.landed_file = f.landed_file and in_force.applied_event is not null and in_force.retired_event is null
where f.landed_file = $1
