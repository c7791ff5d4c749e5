-- One page of the write-backs, or one of them, as JSON. It speaks of now, so it has no tag.
-- $1 sort text, $2 descending boolean, $3 place text to go on behind, or null, $4 page size int;
-- $5 status text, $6 destination text, $7 entity id text: filters, or null; $8 id of one text, or null: all
-- → tag text, body text; no row where there is no such one
with keyed as not materialized (
  select *, case $1::text
      when 'updated_at' then to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || e'\x01'
      else ''
    end || lpad(id::text, 18, '0') collate "C" as place
  from pending_sync_queue
  where ($5::text is null or status = $5)
    and ($6::text is null or destination = $6)
    and ($7::text is null or entity_id = $7)
    and id between coalesce($8::bigint, 0) and coalesce($8::bigint, 9223372036854775807)
),
-- The id to go on behind; null, too, where the place is of another sort.
going_on as (
  select case when $1 = 'id' and $3 ~ '^[0-9]{1,18}$' then $3::bigint end as behind
),
-- One page and the row behind it. By their ids they come from the index; only one of the three is ever looked at.
chosen as (
  (select * from keyed
    where $1 = 'id' and not $2::boolean and id > coalesce((select behind from going_on), -1)
    order by id
    limit $4::int + 1)
  union all
  (select * from keyed
    where $1 = 'id' and $2 and id < coalesce((select behind from going_on), 9223372036854775807)
    order by id desc
    limit $4 + 1)
  union all
  (select * from keyed
    where $1 <> 'id' and case when $3::text is null then true when $2 then place < $3 else place > $3 end
    order by case when not $2 then place end, case when $2 then place end desc
    limit $4 + 1)
),
page as (
  select *, row_number() over (order by case when not $2 then place end, case when $2 then place end desc) as nth,
    count(*) over () as all_found
  from chosen
),
shown as (
  select nth, place, all_found, json_build_object(
    'id', id::text, 'destination', destination, 'entity_type', entity_type, 'entity_id', entity_id, 'status', status,
    'attempts', attempts, 'next_attempt_at', case when status = 'pending' then api_time(next_attempt_at) end,
    'error_code', error_code, 'last_error', last_error,
    'fields', case when jsonb_typeof(payload -> 'fields') = 'object' then payload -> 'fields' end,
    'found', case when jsonb_typeof(remote) = 'object' then remote end,
    'edit', (
      select json_build_object('event', e.edit_event, 'fields', json_agg(e.field order by e.field),
        'edited_by', min(e.edited_by), 'edited_at', api_time(min(e.edited_at)))
      from local_edits e
      where e.edit_event = page.edit_event
      group by e.edit_event),
    'superseded_by', superseded_by::text, 'created_at', api_time(created_at), 'updated_at', api_time(updated_at),
    'done_at', api_time(done_at)) as item
  from page
)
select null::text as tag, case when $8 is null then
  json_build_object(
    'items', coalesce(json_agg(item order by nth) filter (where nth <= $4), '[]'),
    'next_cursor', max(page_cursor($1, $2, place)) filter (where nth = $4 and $4 < all_found))
  else json_agg(item) -> 0 end::text as body
from shown
having $8 is null or count(*) > 0
