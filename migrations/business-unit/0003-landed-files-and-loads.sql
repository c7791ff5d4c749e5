-- The ledger: what landed, what was staged of it, what is in force, and who loads.

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
