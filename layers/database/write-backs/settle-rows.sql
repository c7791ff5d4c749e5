-- Writes what became of rows, and an event for each that failed. A row that somebody else changed meanwhile stays as it is;
-- one that had failed can only be superseded.
-- $1 settlements jsonb, of each {id, status, burns, due_in_ms, code, message, remote, by}
with settled as (
  update pending_sync_queue q
  set status = s.status,
    attempts = q.attempts + s.burns,
    next_attempt_at = case
      when s.due_in_ms is null then q.next_attempt_at
      else clock_timestamp() + s.due_in_ms * interval '1 millisecond'
    end,
    last_error = case when s.status = 'superseded' or (s.status = 'pending' and s.burns = 0) then q.last_error else s.message end,
    error_code = case when s.status = 'superseded' or (s.status = 'pending' and s.burns = 0) then q.error_code else s.code end,
    remote = case s.status when 'done' then null else coalesce(s.remote, q.remote) end,
    superseded_by = s.by
  from jsonb_to_recordset($1) as s (
    id bigint, status text, burns int, due_in_ms float8, code text, message text, remote jsonb, by bigint)
  where q.id = s.id and (q.status = 'in_flight' or (q.status = 'failed' and s.status = 'superseded'))
  returning q.*
)
insert into file_processing_events (event_type, error_message, metadata)
select 'write_back_failed', last_error, jsonb_build_object(
  'write_back', id, 'destination', destination, 'entity', entity_type, 'id', entity_id, 'code', error_code,
  'attempts', attempts, 'fields', payload -> 'fields', 'remote', remote, 'edit_event', edit_event)
from settled
where status = 'failed'
order by id
