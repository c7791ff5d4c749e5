-- What operators set, what they are told, and what schedules did.

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
