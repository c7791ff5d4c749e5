-- Takes the records whose rows wait longest, each with every row that waits, due or not: of a record a newer row must never
-- be sent before an older one. Records that are in flight are left alone.
-- $1 destination text, $2 how many records int → entity_type text, entity_id text, one row for each row taken
with in_flight as materialized (
  select distinct entity_type, entity_id from pending_sync_queue where destination = $1 and status = 'in_flight'
),
due as materialized (
  select entity_type, entity_id
  from pending_sync_queue q
  where destination = $1 and status = 'pending'
    and not exists (
      select from in_flight f where f.entity_type = q.entity_type and f.entity_id = q.entity_id)
  group by entity_type, entity_id
  having min(next_attempt_at) <= clock_timestamp()
  order by min(id)
  limit $2
)
update pending_sync_queue q
set status = 'in_flight'
from due
where q.destination = $1 and q.status = 'pending'
  and q.entity_type = due.entity_type and q.entity_id = due.entity_id
returning q.entity_type, q.entity_id
