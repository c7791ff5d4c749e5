-- What happened to every file, and what keeps anybody from rewriting it.

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
