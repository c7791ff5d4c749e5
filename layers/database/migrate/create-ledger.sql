-- The ledger of migrations, before any of them.
create schema if not exists control;

create table if not exists control.migrations (
  track text collate "C" not null,
  name text collate "C" not null,
  sha256 text not null,
  applied_at timestamptz not null default clock_timestamp(),
  primary key (track, name)
);
