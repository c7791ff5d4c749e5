-- What people edit. Edits lie over the records; `records` itself holds only what files said.

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
