-- What other systems still have to learn, who sends it, and which transaction changed any of it last.

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
