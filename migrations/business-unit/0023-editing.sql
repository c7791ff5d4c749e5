-- What the API may do: edit a record, and send a write-back once more.

-- What readers see of a record, as one word: other word, other values. Where they came from makes no difference.
create function record_tag(shown jsonb) returns text
language sql immutable parallel safe
return md5((shown - 'updated_at' - 'source_file')::text);

-- What a task has in a field as far as is known here: what was written to it last, until a pull that began after that is
-- in force; else what files said. No row where nobody knows.
create function known_of_task(task_feed text, gid text, field text, holder jsonpath, member text[])
returns table (value jsonb)
language sql stable
begin atomic
  with written as (
    select q.payload #> array['fields', known_of_task.field] as value
    from pending_sync_queue q
    left join feed_pulls pulls on pulls.feed = known_of_task.task_feed
    where q.destination = 'asana' and q.entity_type = 'task' and q.entity_id = known_of_task.gid
      and q.payload -> 'fields' ? known_of_task.field and q.status in ('pending', 'in_flight', 'done')
      and not coalesce(q.done_at < pulls.began, false)
    order by q.id desc
    limit 1
  ),
  said as (
    select coalesce(jsonb_path_query_first(r.data, known_of_task.holder) #> known_of_task.member, 'null') as value
    from records r
    where r.feed = known_of_task.task_feed and r.id = known_of_task.gid and not r.deleted
      and r.data @? known_of_task.holder
  )
  select written.value from written
  union all
  select said.value from said where not exists (select from written);
end;

-- The newest write-back that sets a field of a record of a destination, whatever became of it.
create function newest_write_back(to_destination text, of_type text, of_id text, field text)
returns table (status text, remote jsonb)
language sql stable
begin atomic
  select q.status, q.remote
  from pending_sync_queue q
  where q.destination = newest_write_back.to_destination and q.entity_type = newest_write_back.of_type
    and q.entity_id = newest_write_back.of_id and q.payload -> 'fields' ? newest_write_back.field
  order by q.id desc
  limit 1;
end;

-- The two statements that change write-backs on behalf of the API; its role may execute them and write nothing else.

-- Edits some fields of one record: the event, the edits and their write-backs, all or nothing. Edits wait for each other
-- until the transaction ends, so that what was seen is what is there. Fields that have the value already are left alone,
-- unless a destination refused what was to be written last. What a conflict reported may be overwritten: exactly that.
-- The catalog brings the view editable_fields, which says what may be edited, and the function shown_record.
--
-- wanted: tags of the record, one of which it must still have; null: whatever it has. Outcomes: edited, unchanged,
-- conflict, unknown.
create function edit_record(of_entity text, of_id text, changes jsonb, wanted text[], by text)
returns table (outcome text, event bigint)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
declare
  entity record;
  shown jsonb;
  tasks text[];
  laid_over jsonb;
  said jsonb;
  edited bigint;
begin
  perform from edit_version for update;
  select distinct feed, gids, task_feed into strict entity
  from editable_fields
  where entity = of_entity;
  shown := shown_record(of_entity, of_id);
  if shown is null then
    return query select 'unknown', null::bigint;
    return;
  end if;
  if record_tag(shown) <> all (wanted) then
    return query select 'conflict', null::bigint;
    return;
  end if;
  if exists (
    select from jsonb_each(changes) change
    where not exists (select from editable_fields f where f.entity = of_entity and f.field = change.key)
      or not (change.value = 'null' or (
        jsonb_typeof(change.value) = 'string' and change.value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
        and (change.value #>> '{}')::date is not null))) then
    raise exception 'a field that nobody may edit, or no date: %', changes using errcode = 'invalid_parameter_value';
  end if;
  tasks := array(
    select distinct gid
    from jsonb_array_elements_text(nullif(shown -> entity.gids, 'null')) gid
    order by gid);
  changes := (
    select jsonb_object_agg(key, value)
    from jsonb_each(changes)
    join editable_fields f on f.entity = of_entity and f.field = key
    where value <> shown -> key
      or exists (
        select from newest_write_back('airtable', of_entity, of_id, f.airtable) last where last.status = 'failed')
      or exists (
        select
        from unnest(tasks) gid
        cross join newest_write_back('asana', 'task', gid, f.asana) last
        where last.status = 'failed'));
  if changes is null then
    return query select 'unchanged', null::bigint;
    return;
  end if;

  -- What Airtable has as far as is known here. A record may hold what is no date, which the view does not show.
  laid_over := (
    select jsonb_object_agg(field, value) from edits_laid_over where feed = entity.feed and entity_id = of_id);
  said := (select data -> 'fields' from records where feed = entity.feed and id = of_id);

  insert into file_processing_events (event_type, entity_type, metadata)
  values ('edited', entity.feed, jsonb_build_object(
    'entity', of_entity, 'id', of_id, 'by', by, 'if_match', wanted is not null,
    'changes', (
      select jsonb_agg(jsonb_build_object('field', key, 'from', shown -> key, 'to', value) order by key)
      from jsonb_each(changes))))
  returning id into edited;

  insert into local_edits (feed, entity_id, field, value, value_seen, edit_event, edited_by)
  select entity.feed, of_id, key, value, shown -> key, edited, by
  from jsonb_each(changes);

  insert into pending_sync_queue (destination, entity_type, entity_id, payload, remote, edit_event)
  select 'airtable', of_entity, of_id,
    jsonb_build_object(
      'fields', jsonb_object_agg(f.airtable, value),
      'seen', jsonb_object_agg(f.airtable, coalesce(laid_over -> key, said -> f.airtable, 'null'))),
    jsonb_object_agg(f.airtable, last.remote -> f.airtable) filter (where last.remote ? f.airtable),
    edited
  from jsonb_each(changes)
  join editable_fields f on f.entity = of_entity and f.field = key
  left join newest_write_back('airtable', of_entity, of_id, f.airtable) last on true;

  insert into pending_sync_queue (destination, entity_type, entity_id, payload, remote, edit_event)
  select 'asana', 'task', gid,
    jsonb_build_object(
      'fields', jsonb_object_agg(f.asana, change.value),
      'seen', coalesce(jsonb_object_agg(f.asana, known.value) filter (where known.value is not null), '{}')),
    jsonb_object_agg(f.asana, last.remote -> f.asana) filter (where last.remote ? f.asana),
    edited
  from unnest(tasks) gid
  cross join jsonb_each(changes) change
  join editable_fields f on f.entity = of_entity and f.field = change.key
  left join lateral known_of_task(entity.task_feed, gid, f.asana, f.asana_holder, f.asana_member) known on true
  left join newest_write_back('asana', 'task', gid, f.asana) last on true
  group by gid
  order by gid;

  perform note_edit_change();
  return query select 'edited', edited;
end
$$;

-- Sends a write-back that failed once more, at once. What the destination had at a conflict may be overwritten then.
-- Fields that later write-backs of the record have set since are left out, so that nothing older follows them.
-- Outcomes: retried; unknown; not-failed; overtaken, where nothing would be left to send.
create function retry_write_back(of_row bigint, by text)
returns table (outcome text, event bigint)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
declare
  q pending_sync_queue;
  fields jsonb;
  logged bigint;
begin
  select * into q from pending_sync_queue where id = of_row for update;
  if not found then
    return query select 'unknown', null::bigint;
    return;
  end if;
  if q.status <> 'failed' then
    return query select 'not-failed', null::bigint;
    return;
  end if;
  fields := q.payload -> 'fields';
  if jsonb_typeof(fields) = 'object' then
    fields := fields - coalesce((
      select array_agg(name)
      from pending_sync_queue later
      cross join jsonb_object_keys(
        case when jsonb_typeof(later.payload -> 'fields') = 'object' then later.payload -> 'fields' else '{}' end) name
      where later.destination = q.destination and later.entity_type = q.entity_type and later.entity_id = q.entity_id
        and later.id > q.id and later.status in ('pending', 'in_flight', 'done')), '{}');
    if fields = '{}' then
      return query select 'overtaken', null::bigint;
      return;
    end if;
  end if;
  insert into file_processing_events (event_type, error_message, metadata)
  values ('write_back_retried', q.last_error, jsonb_build_object(
    'write_back', q.id, 'destination', q.destination, 'entity', q.entity_type, 'id', q.entity_id, 'by', by,
    'code', q.error_code, 'attempts', q.attempts, 'remote', q.remote))
  returning id into logged;
  update pending_sync_queue
  set status = 'pending', attempts = 0, next_attempt_at = clock_timestamp(), last_error = null, error_code = null,
    payload = case when fields is null then payload else jsonb_set(payload, '{fields}', fields) end
  where id = q.id;
  return query select 'retried', logged;
end
$$;

revoke execute on function edit_record, retry_write_back from public;

-- A time as answers have it.
create function api_time(at timestamptz) returns text
language sql stable parallel safe
return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- Tags change with edits, with their write-backs, and with the pull that confirms them. A function, so that what it reads
-- costs nothing where nobody has edited: setting up a plan takes longer than running it.
create function state_of_edits(of_feed text) returns text
language plpgsql stable parallel safe security definer set search_path from current
as $$
begin
  return (
    select concat(
      ' ', v.changed_in, ' ', extract(epoch from p.began), ' ', (
        select md5(string_agg(concat_ws(' ', own.id, extract(epoch from own.began)), ',' order by own.id))
        from record_pulls own
        where own.feed = of_feed))
    from edit_version v
    join feed_pulls p on p.feed = of_feed);
end
$$;

create or replace view feed_states as
select t.feed,
  t.live_records || ' ' || t.state_hash::text
    || case when exists (select from newest_edits e where e.feed = t.feed) then state_of_edits(t.feed) collate "default" else '' end as state
from feed_totals t;

do $$
declare
  relation text;
  api text := control.unit_role('api');
  drainer text := control.unit_role('drainer');
begin
  foreach relation in array array[
    'local_edits', 'newest_edits', 'pending_sync_queue', 'drain_leases', 'feed_pulls', 'record_pulls', 'edits_sent', 'edits_laid_over', 'edit_states', 'write_back_totals'] loop
    call grant_read(relation);
  end loop;
  execute format('grant execute on function edit_record, retry_write_back to %I', api);

  execute format('grant select on local_edits, pending_sync_queue, drain_leases, alerts, runs, file_processing_events to %I',
    drainer);
  execute format(
    'grant update (status, attempts, next_attempt_at, last_error, error_code, remote, superseded_by) on pending_sync_queue to %I',
    drainer);
  execute format('grant insert, update on drain_leases, alerts to %I', drainer);
  execute format('grant insert, update (ended, status, counts, error) on runs to %I', drainer);
  execute format('grant insert on file_processing_events to %I', drainer);
end
$$;
