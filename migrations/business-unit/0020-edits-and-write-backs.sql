-- What people edit, and what of it other systems still have to learn. Edits lie over the records; `records` itself holds
-- only what files said.

do $$
declare
  role_name text := control.unit_role('drainer');
begin
  call control.ensure_role(role_name);
  execute format('grant usage on schema %I to %I', current_schema(), role_name);
end
$$;

-- When the system that a file came from began to be read. What it learnt later the file cannot know.
alter table landed_files add column pull_started_at timestamptz;

comment on column landed_files.pull_started_at is
  'When the pull began that made the file, as its metadata pull-started-at says; null: nobody knows.';

create index landed_files_by_pull on landed_files (feed, order_key) where pull_started_at is not null;

create table local_edits (
  edit bigint generated always as identity primary key,
  feed text collate "C" not null,
  entity_id text collate "C" not null,
  field text collate "C" not null,
  value jsonb not null,
  value_seen jsonb not null,
  edit_event bigint not null references file_processing_events,
  edited_by text not null,
  edited_at timestamptz not null default clock_timestamp()
);

comment on table local_edits is 'Append-only: one field of one record, as somebody wants it. The newest of a field counts.';
comment on column local_edits.field is 'A column of the typed view.';
comment on column local_edits.value is 'A JSON null clears the field.';
comment on column local_edits.value_seen is 'What the view showed before this edit.';
comment on column local_edits.edited_by is 'The subject of the token.';

create index local_edits_by_event on local_edits (edit_event);

create function guard_local_edits() returns trigger
language plpgsql
as $$
begin
  raise exception 'edits are append-only: % is refused', lower(tg_op)
    using errcode = 'insufficient_privilege', hint = 'Edit the field again.';
end
$$;

-- The newest edit of each field, found without reading all there ever were.
create table newest_edits (
  feed text collate "C" not null,
  entity_id text collate "C" not null,
  field text collate "C" not null,
  edit bigint not null references local_edits,
  edit_event bigint not null,
  value jsonb not null,
  primary key (feed, entity_id, field)
);

comment on table newest_edits is 'Kept by every edit: the row of local_edits that counts for a field.';

create function keep_newest_edit() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  insert into newest_edits as kept (feed, entity_id, field, edit, edit_event, value)
  values (new.feed, new.entity_id, new.field, new.edit, new.edit_event, new.value)
  on conflict (feed, entity_id, field) do update
  set edit = excluded.edit, edit_event = excluded.edit_event, value = excluded.value
  where kept.edit < excluded.edit;
  return null;
end
$$;

create trigger keep_newest_edit after insert on local_edits
for each row execute function keep_newest_edit();
create trigger guard_edit_rows before update or delete on local_edits
for each row execute function guard_local_edits();
create trigger guard_edit_table before truncate on local_edits
for each statement execute function guard_local_edits();

create table pending_sync_queue (
  id bigint generated always as identity primary key,
  destination text collate "C" not null,
  entity_type text collate "C" not null,
  entity_id text collate "C" not null,
  payload jsonb not null,
  status text collate "C" not null default 'pending'
    check (status in ('pending', 'in_flight', 'done', 'failed', 'superseded')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text,
  idempotency_key text not null unique default gen_random_uuid()::text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  superseded_by bigint references pending_sync_queue,
  error_code text,
  remote jsonb,
  edit_event bigint references file_processing_events,
  done_at timestamptz
);

comment on table pending_sync_queue is
  'Write-backs: what another system is to learn. People know it as the view pdos.pending_sync_queue, and may add rows there.';
comment on column pending_sync_queue.payload is
  '{"fields": {name at the destination: value or null}, "seen": {name: value or null}}. Without seen nothing is compared.';
comment on column pending_sync_queue.superseded_by is 'The row that took over: later rows set all its fields again.';
comment on column pending_sync_queue.error_code is 'Stable code of last_error; conflict: the destination had another value.';
comment on column pending_sync_queue.remote is
  'At a conflict, {name: value that the destination had}; else what was reported before, and may be overwritten beside what was seen.';
comment on column pending_sync_queue.edit_event is 'The edit that it came from; null: somebody else''s row.';

create index pending_sync_queue_by_record on pending_sync_queue (destination, entity_type, entity_id, id);
create index pending_sync_queue_by_edit on pending_sync_queue (edit_event) where edit_event is not null;
create index pending_sync_queue_due on pending_sync_queue (destination, next_attempt_at, id) where status = 'pending';
create index pending_sync_queue_superseded on pending_sync_queue (superseded_by) where superseded_by is not null;
create index pending_sync_queue_open on pending_sync_queue (status, destination, id)
  where status in ('pending', 'in_flight', 'failed');

-- Both times are the database's, whoever writes.
create function stamp_write_back() returns trigger
language plpgsql
as $$
begin
  new.updated_at := clock_timestamp();
  if new.status <> 'done' then
    new.done_at := null;
  elsif tg_op = 'INSERT' or old.status <> 'done' then
    new.done_at := clock_timestamp();
  end if;
  return new;
end
$$;

create trigger stamp_write_back before insert or update on pending_sync_queue
for each row execute function stamp_write_back();

create table drain_leases (
  destination text collate "C" primary key,
  epoch bigint not null default 0,
  holder text,
  heartbeat timestamptz,
  paused_until timestamptz,
  pauses integer not null default 0,
  spent integer not null default 0,
  spent_at timestamptz
);

comment on table drain_leases is 'Who drains a destination. Free when heartbeat is null or older than 45 s.';
comment on column drain_leases.paused_until is
  'Nothing is sent before then: the destination asked for a pause, or does not let us in.';
comment on column drain_leases.pauses is 'How many pauses the destination asked for since anything went through.';
comment on column drain_leases.spent is
  'Calls of the destination''s budget that were still to be counted at spent_at, when the lease was given back.';

-- Which transaction changed edits or write-backs last: a tag of answers that show them.
create table edit_version (
  only_row boolean primary key default true check (only_row),
  changed_in xid8 not null default pg_current_xact_id()
);

insert into edit_version default values;

create function note_edit_change() returns void
language sql security definer set search_path from current
as $$
  update edit_version set changed_in = pg_current_xact_id() where changed_in <> pg_current_xact_id();
$$;

revoke execute on function note_edit_change from public;

create function note_write_back_change() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  perform note_edit_change();
  return null;
end
$$;

-- At the end of the transaction: the version is one row, and whoever changes write-backs in several statements would
-- hold it while waiting for rows of others.
create constraint trigger note_write_back_change after insert or update or delete on pending_sync_queue
deferrable initially deferred
for each row execute function note_write_back_change();

-- When the newest pull began that loads in force from a place on know everything of: the smallest time among them. One
-- without a time counts as begun when the newest before it that has one did, so times are looked at from there on.
-- Null where there is none before: an edit then stays.
create function pull_since(of_feed text, from_key text) returns table (began timestamptz)
language sql stable
begin atomic
  select min(f.pull_started_at)
  from landed_files f
  join loads l using (landed_file)
  where f.feed = pull_since.of_feed and f.pull_started_at is not null
    and l.applied_event is not null and l.retired_event is null
    and f.order_key >= (
      select timed.order_key
      from landed_files timed
      join loads l using (landed_file)
      where timed.feed = pull_since.of_feed and timed.pull_started_at is not null
        and timed.order_key <= pull_since.from_key and l.applied_event is not null and l.retired_event is null
      order by timed.order_key desc
      limit 1);
end;

-- What the state of a feed is folded from: the newest full run that resets it, and what follows; all, where none does.
create view feed_pulls as
select t.feed, newest.full_run, pulled.began
from feed_totals t
left join lateral (
  select l.full_run
  from loads l
  where l.feed = t.feed and l.applied_event is not null and l.retired_event is null and l.closed_event is not null
  order by l.order_key desc
  limit 1
) newest on true
cross join lateral (
  select min(l.order_key) as order_key
  from loads l
  where l.feed = t.feed and l.applied_event is not null and l.retired_event is null
    and (newest.full_run is null or l.full_run = newest.full_run)
) begins
cross join lateral pull_since(t.feed, begins.order_key) pulled;

comment on view feed_pulls is
  'The records of the feed show whatever their source knew when this pull began, but for those in record_pulls.';

-- Edited records of a feed whose line in that run was rejected: they kept what they had. For them the newest run counts that
-- could be read of them; null where there is none. As a function it costs the plans of its readers nothing.
create function find_record_pulls(of_feed text) returns table (id text, began timestamptz)
language plpgsql stable rows 10 security definer set search_path from current
as $$
#variable_conflict use_column
begin
  if not exists (select from newest_edits where feed = of_feed) then
    return;
  end if;
  return query
  select rejected.id, pulled.began
  from (
    select distinct e.entity_id as id
    from feed_pulls p
    join loads l
      on l.feed = p.feed and l.full_run = p.full_run and l.applied_event is not null and l.retired_event is null
    join rejected_records r using (load_id)
    join newest_edits e on e.feed = p.feed and e.entity_id = r.id collate "C"
    where p.feed = of_feed
  ) rejected
  left join lateral (
    select l.full_run
    from loads l
    where l.feed = of_feed and l.applied_event is not null and l.retired_event is null and l.closed_event is not null
      and not exists (
        select
        from loads part
        join rejected_records r using (load_id)
        where part.feed = of_feed and part.full_run = l.full_run and part.applied_event is not null
          and part.retired_event is null and r.id collate "C" = rejected.id)
    order by l.order_key desc
    limit 1
  ) readable on true
  cross join lateral (
    select min(l.order_key) as order_key
    from loads l
    where l.feed = of_feed and l.full_run = readable.full_run
      and l.applied_event is not null and l.retired_event is null
  ) begins
  cross join lateral pull_since(of_feed, begins.order_key) pulled;
end
$$;

create view record_pulls as
select t.feed, own.id collate "C" as id, own.began
from feed_totals t
cross join lateral find_record_pulls(t.feed) own;

comment on view record_pulls is 'The record shows whatever its source knew when this pull began, and maybe nothing later.';

-- Who took over from a write-back in the end; itself, where nobody did.
create function last_write_back(of_row bigint) returns bigint
language sql stable
begin atomic
  with recursive chain as (
    select q.id, q.superseded_by
    from pending_sync_queue q
    where q.id = of_row
    union
    select q.id, q.superseded_by
    from chain
    join pending_sync_queue q on q.id = chain.superseded_by
  )
  select max(id) from chain where superseded_by is null;
end;

-- The newest edit of each field, and when Airtable had it.
create view edits_sent as
select newest.feed, newest.entity_id, newest.field, newest.value, newest.edit, newest.edit_event,
  case
    when q.superseded_by is null then q.done_at
    else (select took_over.done_at from pending_sync_queue took_over where took_over.id = last_write_back(q.id))
  end as done_at
from newest_edits newest
left join pending_sync_queue q
  on q.edit_event = newest.edit_event and q.destination = 'airtable' and q.entity_id = newest.entity_id;

-- The edits that readers see instead of what files said: the newest of each field, until a pull that began after its
-- write-back to Airtable was done is in force and the record's own line in it could be read.
create view edits_laid_over as
select sent.feed, sent.entity_id, sent.field, sent.value, sent.edit, sent.edit_event
from edits_sent sent
left join feed_pulls pulls on pulls.feed = sent.feed
left join record_pulls own on own.feed = sent.feed and own.id = sent.entity_id
where not coalesce(sent.done_at < case when own.id is null then pulls.began else own.began end, false);

comment on view edits_laid_over is 'The edits that typed views lay over the records.';

-- Of each edit laid over, how far its write-backs are: the worst of them, one that was superseded by what took over.
create view edit_states as
select o.feed, o.entity_id, o.field, o.value, e.edited_by, e.edited_at, sent.state, sent.last_error
from edits_laid_over o
join local_edits e on e.edit = o.edit
cross join lateral (
  select
    case
      when bool_or(status = 'failed' and error_code = 'conflict') then 'conflict'
      when bool_or(status = 'failed') then 'failed'
      when bool_or(status = 'in_flight') then 'sending'
      when bool_or(status = 'pending') then 'waiting'
      else 'done'
    end as state,
    (array_agg(last_error order by error_code is not distinct from 'conflict' desc, id)
      filter (where status = 'failed'))[1] as last_error
  from (
    select q.id, q.status, q.error_code, q.last_error
    from pending_sync_queue q
    where q.edit_event = o.edit_event and q.superseded_by is null
    union all
    select took_over.id, took_over.status, took_over.error_code, took_over.last_error
    from pending_sync_queue q
    join pending_sync_queue took_over on took_over.id = last_write_back(q.id)
    where q.edit_event = o.edit_event and q.superseded_by is not null
  ) last
) sent;

comment on view edit_states is 'The edits laid over, each with how far other systems have learnt of it.';

-- The destinations that still have something to learn or refused something.
create view write_back_totals as
select
  q.destination,
  count(*) filter (where q.status <> 'failed') as open,
  count(*) filter (where q.status = 'failed') as failed,
  min(q.created_at) filter (where q.status <> 'failed') as oldest_open_at,
  exists (
    select from alerts a
    where a.kind = 'paused-destination' and a.subject = q.destination and a.resolved_at is null) as is_paused
from pending_sync_queue q
where q.status in ('pending', 'in_flight', 'failed')
group by q.destination;

comment on view write_back_totals is 'Write-backs that wait and that failed, by destination.';

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

-- Tags change with edits, with their write-backs, and with the pull that confirms them.
create or replace view feed_states as
select t.feed, t.live_records || ' ' || t.state_hash::text || coalesce(edited.state, '') as state
from feed_totals t
left join lateral (
  select concat(
      ' ', v.changed_in, ' ', extract(epoch from p.began), ' ', (
        select md5(string_agg(concat_ws(' ', own.id, extract(epoch from own.began)), ',' order by own.id)) collate "default"
        from record_pulls own
        where own.feed = t.feed)) as state
  from edit_version v
  join feed_pulls p on p.feed = t.feed
  where exists (select from newest_edits e where e.feed = t.feed)
) edited on true;

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
