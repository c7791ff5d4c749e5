-- Lines as delivered and lines set aside.

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
