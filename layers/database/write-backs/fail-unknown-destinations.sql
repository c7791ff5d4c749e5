-- Fails what waits for a destination that nobody can reach, with an event for each row.
-- $1 the destinations there are text[], $2 code text, $3 message text
with failed as (
  update pending_sync_queue
  set status = 'failed', error_code = $2, last_error = $3
  where status in ('pending', 'in_flight') and destination <> all ($1)
  returning *
)
insert into file_processing_events (event_type, error_message, metadata)
select 'write_back_failed', last_error, jsonb_build_object(
  'write_back', id, 'destination', destination, 'entity', entity_type, 'id', entity_id, 'code', error_code,
  'attempts', attempts, 'fields', payload -> 'fields', 'edit_event', edit_event)
from failed
order by id
