-- The queue of write-backs under the name that people know. An operator may add rows and change them; they are drained
-- like ours.
create or replace view pdos.pending_sync_queue as
select id, destination, entity_type, entity_id, payload, status, attempts, next_attempt_at, last_error, idempotency_key,
  created_at, updated_at, superseded_by
from pending_sync_queue;

comment on view pdos.pending_sync_queue is 'What Airtable and Asana are still to learn, and what became of it';

do $$
begin
  execute format('grant insert, update on pdos.pending_sync_queue to %I', control.unit_role('operator'));
end
$$
