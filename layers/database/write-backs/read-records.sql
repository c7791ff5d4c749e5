-- The rows of records that decide what is sent: those in flight or failed, those that one of them took the place of, and
-- all that are newer than the oldest of these.
-- $1 destination text, $2 entity types text[], $3 entity ids text[], a record in each place of both
-- → entity text, id text, rows jsonb in the order of their ids
with recursive asked as (
  select * from unnest($2::text[], $3::text[]) as asked (entity_type, entity_id)
),
chain as (
  select q.id, q.entity_type, q.entity_id
  from asked
  join pending_sync_queue q
    on q.destination = $1 and q.entity_type = asked.entity_type and q.entity_id = asked.entity_id
  where q.status in ('in_flight', 'failed')
  union
  select q.id, q.entity_type, q.entity_id
  from chain
  join pending_sync_queue q on q.superseded_by = chain.id
),
beginnings as (
  select entity_type, entity_id, min(id) as first from chain group by entity_type, entity_id
)
select b.entity_type as entity, b.entity_id as id,
  jsonb_agg(
    jsonb_build_object(
      'id', q.id, 'status', q.status, 'payload', q.payload, 'attempts', q.attempts, 'remote', q.remote)
    order by q.id) as rows
from beginnings b
join pending_sync_queue q
  on q.destination = $1 and q.entity_type = b.entity_type and q.entity_id = b.entity_id and q.id >= b.first
group by b.entity_type, b.entity_id
order by min(b.first)
