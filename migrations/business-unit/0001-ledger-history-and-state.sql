-- Everything of one business unit. The search_path is its schema.

-- Roles ---------------------------------------------------------------------------------------------------------

do $$
declare
  purpose text;
  role_name text;
begin
  foreach purpose in array array['loader', 'exporter', 'api', 'reader', 'operator'] loop
    role_name := control.unit_role(purpose);
    call control.ensure_role(role_name);
    execute format('grant usage on schema %I to %I', current_schema(), role_name);
  end loop;

  -- A peer that vanished is noticed within a minute, whatever the server's own settings are.
  role_name := control.unit_role('loader');
  begin
    execute format('alter role %I set tcp_keepalives_idle = 30', role_name);
    execute format('alter role %I set tcp_keepalives_interval = 10', role_name);
    execute format('alter role %I set tcp_keepalives_count = 3', role_name);
  exception when internal_error then
    null; -- "tuple concurrently updated": another database of this server is setting the same values
  end;
end
$$;

-- The event log -------------------------------------------------------------------------------------------------

create table file_processing_events (
  id bigint generated always as identity primary key,
  event_time timestamptz not null default clock_timestamp(),
  event_type text not null,
  source_file text,
  entity_type text,
  records_processed bigint,
  records_inserted bigint,
  records_updated bigint,
  records_unchanged bigint,
  records_deleted bigint,
  records_rejected bigint,
  error_message text,
  metadata jsonb not null default '{}',
  replay_date timestamptz,
  load_id bigint,
  replaces_event bigint references file_processing_events,
  landed_file bigint
);

comment on table file_processing_events is
  'Append-only: what happened to every file. replay_date may be set once, by whoever wants that file replayed.';
comment on column file_processing_events.records_processed is 'Good and rejected lines.';

create index file_processing_events_by_file on file_processing_events (landed_file, id);
create index file_processing_events_errors on file_processing_events (entity_type, id) where event_type = 'file_error';
create index file_processing_events_skips on file_processing_events (landed_file, id)
  where event_type in ('file_skipped', 'file_unskipped');

create function guard_event_log() returns trigger
language plpgsql
as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'the event log is append-only: % is refused', lower(tg_op)
      using errcode = 'insufficient_privilege', hint = 'Set replay_date to have a file replayed.';
  end if;
  if to_jsonb(new) - 'replay_date' is distinct from to_jsonb(old) - 'replay_date' then
    raise exception 'event % cannot be changed: only replay_date may be set, and once', old.id
      using errcode = 'insufficient_privilege';
  end if;
  new.replay_date := coalesce(old.replay_date, new.replay_date);
  return new;
end
$$;

create trigger guard_event_rows before update or delete on file_processing_events
for each row execute function guard_event_log();
create trigger guard_event_table before truncate on file_processing_events
for each statement execute function guard_event_log();

-- Landed files and loads ----------------------------------------------------------------------------------------

create table landed_files (
  landed_file bigint generated always as identity primary key,
  bucket text collate "C" not null,
  key text collate "C" not null,
  version_id text collate "C" not null,
  etag text not null,
  size_bytes bigint not null,
  last_modified timestamptz,
  version_rank int not null default 0,
  feed text collate "C",
  shape text,
  kind text check (kind in ('delta', 'full')),
  run_key text collate "C",
  part int,
  order_key text collate "C",
  duplicate_of bigint references landed_files,
  discovered_at timestamptz not null default clock_timestamp(),
  deletes_accepted_at timestamptz,
  unique (bucket, key, version_id),
  check ((feed is null) = (order_key is null)),
  check ((run_key is null) = (part is null))
);

comment on table landed_files is 'One version of one object: its identity and its place in the order of its feed.';
comment on column landed_files.feed is 'Null: no feed recognises the key; the file_ignored event says why.';
comment on column landed_files.version_rank is 'The place among the versions of its key that S3 holds, oldest 0.';
comment on column landed_files.run_key is 'Timestamp and run that the parts of one delivery share; null without parts.';

create index landed_files_by_order on landed_files (feed, order_key, version_rank) where feed is not null;
create index landed_files_by_run on landed_files (feed, run_key, part) where run_key is not null;

alter table file_processing_events add foreign key (landed_file) references landed_files;

create table loads (
  load_id bigint generated always as identity primary key,
  landed_file bigint not null references landed_files,
  feed text collate "C" not null,
  full_run text collate "C",
  order_key text collate "C" not null,
  epoch bigint not null,
  started_at timestamptz not null default clock_timestamp(),
  staged_rows bigint not null default 0,
  staged_bytes bigint not null default 0,
  sha256 text,
  discarded_at timestamptz,
  applied_event bigint references file_processing_events,
  retired_event bigint references file_processing_events,
  closed_event bigint references file_processing_events,
  withheld_event bigint references file_processing_events,
  check (discarded_at is null or applied_event is null),
  check (retired_event is null or applied_event is not null)
);

comment on table loads is 'One staging of one file. In force from applied_event to retired_event.';
comment on column loads.discarded_at is 'It never came into force and never will; what it staged is gone.';
comment on column loads.closed_event is 'The event that closed its full run: from it the run resets its feed.';
comment on column loads.withheld_event is
  'Its run is complete, but what is absent was not deleted: an id could not be read, or a part was left out.';

create unique index loads_in_force on loads (landed_file) where applied_event is not null and retired_event is null;
create index loads_in_order on loads (feed, order_key) where applied_event is not null and retired_event is null;
create index loads_open_runs on loads (feed, full_run)
  where full_run is not null and applied_event is not null and retired_event is null and closed_event is null;
create index loads_unfinished on loads (epoch) where applied_event is null and discarded_at is null;

create table lease (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null default 0 unique,
  holder text,
  heartbeat timestamptz
);

comment on table lease is 'Who loads this unit. Free when heartbeat is null or older than 45 s.';
comment on column lease.epoch is
  'Unique, which makes it a key: a transaction that keeps it (for key share) stops a takeover, but no heartbeat.';

insert into lease default values;

-- Lines as delivered --------------------------------------------------------------------------------------------

create table raw_records (
  load_id bigint not null,
  line bigint not null,
  feed text collate "C" not null,
  id text collate "C" not null,
  op text collate "C" not null check (op in ('patch', 'replace', 'delete')),
  data jsonb not null,
  primary key (load_id, line)
) partition by range (load_id);

create index raw_records_by_id on raw_records (feed, id, load_id, line);

comment on table raw_records is 'Append-only: one line as delivered. Lines of loads that are not in force mean nothing.';

-- The partition of the history that holds a load.
create function raw_partition_of(of_load bigint) returns text
language sql immutable
return format('raw_records_%s', of_load / 10000 * 10000);

-- Rows of up to 8 kB stay uncompressed in their page: compressing costs more than the disk it saves.
create function ensure_raw_partition(of_load bigint) returns void
language plpgsql security definer set search_path from current
as $$
declare
  partition_name text := raw_partition_of(of_load);
  first_load bigint := of_load / 10000 * 10000;
begin
  if to_regclass(format('%I.%I', current_schema(), partition_name)) is not null then
    return;
  end if;
  execute format(
    'create table if not exists %I partition of raw_records for values from (%s) to (%s) with (toast_tuple_target = 8160)',
    partition_name, first_load, first_load + 10000);
  -- Whether a load is large shows in a sample of a few thousand rows, which takes a few milliseconds.
  execute format('alter table %I alter column load_id set statistics 10', partition_name);
end
$$;

-- Tells the planner how much of the history is of which load. Autovacuum comes too late for a load just staged, and
-- without it the planner expects one row and loops in one process.
create function gather_load_statistics(of_load bigint) returns void
language plpgsql security definer set search_path from current
as $$
begin
  execute format('analyze %I (load_id)', raw_partition_of(of_load));
end
$$;

select ensure_raw_partition(0);

create table rejected_records (
  load_id bigint not null,
  line bigint not null,
  byte_offset bigint not null,
  id text,
  code text not null,
  reason text not null,
  raw bytea not null,
  raw_length bigint not null,
  primary key (load_id, line)
);

comment on column rejected_records.raw is 'The first 64 KiB of the line; raw_length is how long it was.';
comment on column rejected_records.id is 'Where it could be read: an id that counts as present in a full run.';

-- Staged lines that never came into force are the only thing that is ever deleted. Of a file that cannot be loaded the
-- first rejects are kept.
create function discard_load(of_load bigint, rejects_kept int default 0) returns void
language plpgsql security definer set search_path from current
as $$
begin
  if exists (select from loads where load_id = of_load and applied_event is not null) then
    raise exception 'load % was applied: it is history and stays', of_load using errcode = 'insufficient_privilege';
  end if;
  delete from raw_records where load_id = of_load;
  delete from rejected_records r
  where r.load_id = of_load
    and r.line > coalesce((
      select max(first.line)
      from (select line from rejected_records where load_id = of_load order by line limit rejects_kept) first), 0);
  update loads set discarded_at = coalesce(discarded_at, clock_timestamp()) where load_id = of_load;
end
$$;

-- The state -----------------------------------------------------------------------------------------------------

create table records (
  feed text collate "C" not null,
  id text collate "C" not null,
  data jsonb not null,
  deleted boolean not null default false,
  updated_at timestamptz not null default now(),
  source_file text not null,
  load_id bigint not null,
  line bigint not null,
  hash bytea,
  primary key (feed, id)
) partition by list (feed);

comment on table records is 'The state: the fold of the lines of all loads in force. Holds only what files said.';
comment on column records.source_file is 'The file, with load and line, that last changed the record.';
comment on column records.hash is 'sha256(id, newline, data::text) while the record lives; null when deleted.';

create table feed_totals (
  feed text collate "C" primary key,
  live_records bigint not null default 0,
  state_hash bit(256) not null default repeat('0', 256)::bit(256)
);

comment on table feed_totals is 'Kept by every transaction that changes records: live count, exclusive-or of the hashes.';

-- One entity whose values stand under FieldValues, another word for Attributes: under Attributes. Where it has both, its
-- FieldValues win member by member.
create function rename_field_values(entity jsonb) returns jsonb
language sql stable parallel safe
return case
  when jsonb_typeof(entity) <> 'object' or not entity ? 'FieldValues' then entity
  when jsonb_typeof(entity -> 'Attributes') is distinct from 'object'
    then (entity - 'FieldValues') || jsonb_build_object('Attributes', entity -> 'FieldValues')
  when jsonb_typeof(entity -> 'FieldValues') = 'object' then (entity - 'FieldValues')
    || jsonb_build_object('Attributes', (entity -> 'Attributes') || (entity -> 'FieldValues'))
  else entity - 'FieldValues'
end;

-- The same for an entity and each of its Items.
create function rename_all_field_values(line jsonb) returns jsonb
language sql immutable parallel safe
return rename_field_values(line) || case
  when jsonb_typeof(line -> 'Items') = 'array' then jsonb_build_object('Items', (
    select coalesce(jsonb_agg(rename_field_values(item) order by place), '[]')
    from jsonb_array_elements(line -> 'Items') with ordinality as each (item, place)))
  else '{}'
end;

-- The data of a record after one line. Nothing is known of a record whose data is null. A tombstone keeps the data;
-- `replace` takes the line as the whole entity; `patch` puts the line's members over the record's, those of Attributes
-- member by member. A deleted record starts from nothing. No null member survives at any depth.
--
-- PL/pgSQL, because a step that is needed twice is computed once, and because an early return spares the rest: a line
-- that has every member of the record needs no merging (24 µs instead of 50 for 2 kB).
create function fold(data jsonb, deleted boolean, line jsonb, op text) returns jsonb
language plpgsql immutable parallel safe
as $$
begin
  if op = 'delete' then
    return data;
  end if;
  if line ? 'FieldValues' or line @? '$.Items[*].FieldValues' then
    line := rename_all_field_values(line);
  end if;
  if op = 'replace' or data is null or deleted then
    return jsonb_strip_nulls(line);
  end if;
  if jsonb_typeof(data -> 'Attributes') is distinct from 'object'
    or jsonb_typeof(line -> 'Attributes') is distinct from 'object' then
    return jsonb_strip_nulls(data || line);
  end if;
  if line ?& array(select jsonb_object_keys(data))
    and (line -> 'Attributes') ?& array(select jsonb_object_keys(data -> 'Attributes')) then
    return jsonb_strip_nulls(line);
  end if;
  return jsonb_strip_nulls(
    data || jsonb_set(line, '{Attributes}', (data -> 'Attributes') || (line -> 'Attributes')));
end
$$;

create type record_state as (data jsonb, deleted boolean, line bigint);

-- One step of fold_lines. `line` of the state is that of the last line that changed it.
create function fold_step(state record_state, stored jsonb, stored_deleted boolean, line_number bigint, line jsonb, op text)
returns record_state
language plpgsql stable parallel safe
as $$
declare
  was record_state := coalesce(state, row(stored, coalesce(stored_deleted, false), null)::record_state);
  became jsonb := fold(was.data, was.deleted, line, op);
  becomes_deleted boolean := op = 'delete' and became is not null;
begin
  if became is null or (became::text = was.data::text and becomes_deleted = was.deleted) then
    return was;
  end if;
  return row(became, becomes_deleted, line_number)::record_state;
end
$$;

-- The state of one record after several lines, in their order, on top of what is stored (null, null: nothing is).
create aggregate fold_lines(stored jsonb, stored_deleted boolean, line_number bigint, line jsonb, op text) (
  sfunc = fold_step,
  stype = record_state,
  parallel = safe
);

create function hash_record(id text, data jsonb) returns bytea
language sql stable parallel safe
return sha256(convert_to(id || e'\n' || data::text, 'UTF8'));

-- Settings and alerts -------------------------------------------------------------------------------------------

create table feed_settings (
  feed text collate "C" primary key,
  merge text not null check (merge in ('patch', 'replace')),
  late text not null check (late in ('fold', 'halt')),
  hold_back interval not null check (hold_back >= interval '0'),
  deletion_guard numeric not null check (deletion_guard between 0 and 1),
  reject_share numeric not null check (reject_share between 0 and 1),
  cadence interval,
  children text[] not null default '{}'
);

comment on table feed_settings is 'Policies of each feed: seeded from the catalog, changed by an operator.';

create function log_settings_change() returns trigger
language plpgsql security definer set search_path from current
as $$
begin
  insert into file_processing_events (event_type, entity_type, metadata)
  values ('settings_changed', new.feed,
    jsonb_build_object('before', to_jsonb(old), 'after', to_jsonb(new), 'by', session_user));
  return null;
end
$$;

create trigger log_settings_change after update on feed_settings
for each row when (old is distinct from new) execute function log_settings_change();

create table alerts (
  id bigint generated always as identity primary key,
  raised_at timestamptz not null default clock_timestamp(),
  kind text not null,
  severity text not null check (severity in ('warning', 'critical')),
  subject text not null,
  code text not null,
  message text not null,
  resolved_at timestamptz
);

create unique index alerts_open on alerts (kind, subject) where resolved_at is null;

create table runs (
  id bigint generated always as identity primary key,
  kind text not null,
  scope text,
  started timestamptz not null default clock_timestamp(),
  ended timestamptz,
  status text not null default 'running' check (status in ('running', 'done', 'failed')),
  counts jsonb not null default '{}',
  error text
);

comment on table runs is 'One attempt of anything that a schedule or a person starts: exports, reconciles, drains, pulls.';

create table export_files (
  run_id bigint not null references runs,
  name text not null,
  rows bigint not null,
  size_bytes bigint not null,
  sha256 text not null,
  primary key (run_id, name)
);

-- Views ---------------------------------------------------------------------------------------------------------

-- Files that an operator left out. It holds until it is taken back; a newer version of the key is a file of its own.
create view skipped_files as
select f.landed_file, f.feed, f.key, f.order_key, f.run_key, f.part, e.id as event, e.event_time as since,
  e.metadata ->> 'by' as skipped_by, e.metadata ->> 'reason' as reason
from file_processing_events e
join landed_files f on f.landed_file = e.landed_file
where e.event_type = 'file_skipped'
  and not exists (
    select from file_processing_events later
    where later.landed_file = e.landed_file and later.id > e.id
      and later.event_type in ('file_skipped', 'file_unskipped'));

-- Files that stop their feed: the newest word about them is an error, nobody left them out, and no newer version took
-- their place. One with the same bytes does not.
create view halted_files as
select f.landed_file, f.feed, f.key, f.order_key, e.id as event, e.event_time as since,
  coalesce(e.metadata ->> 'code', 'unknown') as code, e.error_message as message
from file_processing_events e
join landed_files f on f.landed_file = e.landed_file
where e.event_type = 'file_error'
  and not exists (
    select from file_processing_events later
    where later.landed_file = e.landed_file and later.id > e.id
      and later.event_type in (
        'file_complete', 'file_error', 'file_duplicate', 'file_resumed', 'file_unskipped', 'full_closed'))
  and not exists (select from skipped_files skipped where skipped.landed_file = e.landed_file)
  and not exists (
    select from landed_files newer
    where newer.feed = f.feed and newer.bucket = f.bucket and newer.key = f.key
      and newer.version_rank > f.version_rank and newer.duplicate_of is distinct from f.landed_file);

-- Files whose turn has not come or is not over, those that were left out aside. An older version of a key loses its turn to a newer one that has the
-- same place in the order, that is in force, or that came because the older could not be loaded.
create view pending_files as
select f.*
from landed_files f
where f.feed is not null
  and f.duplicate_of is null
  and not exists (
    select from loads l
    where l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null)
  and not exists (select from skipped_files skipped where skipped.landed_file = f.landed_file)
  and not exists (
    select from landed_files newer
    where newer.feed = f.feed and newer.bucket = f.bucket and newer.key = f.key
      and newer.version_rank > f.version_rank
      and (
        newer.order_key = f.order_key
        or exists (
          select from loads l
          where l.landed_file = newer.landed_file and l.applied_event is not null and l.retired_event is null)
        or exists (
          select from file_processing_events e
          where e.landed_file = f.landed_file and e.event_type = 'file_error')));

-- Grants --------------------------------------------------------------------------------------------------------

do $$
declare
  loader text := control.unit_role('loader');
  operator text := control.unit_role('operator');
  purpose text;
begin
  foreach purpose in array array['loader', 'exporter', 'api', 'reader', 'operator'] loop
    execute format('grant select on all tables in schema %I to %I', current_schema(), control.unit_role(purpose));
  end loop;
  execute format('grant insert on file_processing_events, landed_files, loads, raw_records, rejected_records, records to %I', loader);
  execute format('grant update on landed_files, loads, records, feed_totals, lease to %I', loader);
  execute format('grant insert, update on alerts to %I', loader);
  execute format('grant execute on function discard_load, ensure_raw_partition, gather_load_statistics to %I', loader);

  execute format('grant insert on file_processing_events to %I', operator);
  execute format('grant update (replay_date) on file_processing_events to %I', operator);
  execute format('grant update (deletes_accepted_at) on landed_files to %I', operator);
  execute format('grant update (merge, late, hold_back, deletion_guard, reject_share, cadence, children) on feed_settings to %I', operator);
  execute format('grant update (resolved_at) on alerts to %I', operator);
end
$$;

revoke execute on function discard_load, ensure_raw_partition, gather_load_statistics from public;

-- Feeds ---------------------------------------------------------------------------------------------------------

-- Lets every role of the unit read one table or view.
create procedure grant_read(relation text)
language plpgsql
as $$
declare
  purpose text;
begin
  foreach purpose in array array['loader', 'exporter', 'api', 'reader', 'operator'] loop
    execute format('grant select on %I to %I', relation, control.unit_role(purpose));
  end loop;
end
$$;

-- Makes what is missing of one feed: its partition of records under the feed's own name, its totals, its settings.
create procedure ensure_feed(
  feed_name text, merge text, late text, hold_back interval, deletion_guard numeric, reject_share numeric, cadence interval
)
language plpgsql
as $$
begin
  if to_regclass(format('%I.%I', current_schema(), feed_name)) is null then
    execute format('create table %I partition of records for values in (%L) with (toast_tuple_target = 8160)',
      feed_name, feed_name);
    call grant_read(feed_name);
  end if;
  insert into feed_totals (feed) values (feed_name) on conflict do nothing;
  insert into feed_settings (feed, merge, late, hold_back, deletion_guard, reject_share, cadence)
  values (feed_name, ensure_feed.merge, ensure_feed.late, ensure_feed.hold_back, ensure_feed.deletion_guard,
    ensure_feed.reject_share, ensure_feed.cadence)
  on conflict do nothing;
end
$$;
