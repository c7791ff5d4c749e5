-- What replays, late files and corrections need: loads that are staged and wait for the switch, marks that are open, and
-- the fold of a record's whole history.

alter table loads add column staging jsonb;

comment on column loads.staging is
  'Totals of a load that is staged completely and waits for its replay to switch; a takeover of the unit keeps it.';

create index file_processing_events_marks on file_processing_events (load_id)
  where replay_date is not null and load_id is not null;

-- Looking for the file whose turn it is must not walk past every file that ever landed.
alter table landed_files add column settled boolean not null default false;

comment on column landed_files.settled is
  'It came into force, and nobody wants it back since: what becomes of it is for its loads to say.';

update landed_files f
set settled = true
where exists (
  select from loads l
  where l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null);

create index landed_files_unsettled on landed_files (feed, order_key, version_rank)
  where feed is not null and duplicate_of is null and not settled;

create or replace view pending_files as
select f.*
from landed_files f
where f.feed is not null
  and f.duplicate_of is null
  and not f.settled
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

-- Events that somebody marked for replay and whose load is still in force. Retiring the load closes the mark.
create view open_marks as
select distinct on (l.load_id) l.feed, l.order_key, l.load_id, l.landed_file, e.id as event, e.replay_date
from file_processing_events e
join loads l on l.load_id = e.load_id
where e.replay_date is not null and e.load_id is not null
  and l.applied_event is not null and l.retired_event is null
order by l.load_id, e.id;

-- Loads in force of files that somebody left out since.
create view left_out_loads as
select l.feed, l.order_key, l.load_id, l.landed_file, skipped.event
from skipped_files skipped
join loads l on l.landed_file = skipped.landed_file
where l.applied_event is not null and l.retired_event is null;

-- A version with the bytes of an older one takes no turn from it: the older may have been left out and come back.
create or replace view pending_files as
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
      and newer.version_rank > f.version_rank and newer.duplicate_of is distinct from f.landed_file
      and (
        newer.order_key = f.order_key
        or exists (
          select from loads l
          where l.landed_file = newer.landed_file and l.applied_event is not null and l.retired_event is null)
        or exists (
          select from file_processing_events e
          where e.landed_file = f.landed_file and e.event_type = 'file_error')));

-- The state of a record while its history is folded. `load_id` and `line` are those of the last line that changed it;
-- the members `before_…` are the state before the first change by that load. `members` and `attributes` are names that
-- data and its Attributes have, and maybe some that they have no more.
create type history_state as (
  data jsonb, deleted boolean, load_id bigint, line bigint,
  before_data jsonb, before_deleted boolean, before_load bigint, before_line bigint,
  members text[], attributes text[]
);

-- One step of fold_history. A file that changes a record and changes it back has not changed it.
--
-- A line that has every name which the record has needs no merging. Whether it has is known from the names of the lines
-- before: asking the record at every line costs more (27 µs a line instead of 22, where records have four lines).
create function fold_history_step(was history_state, of_load bigint, line_number bigint, line jsonb, op text)
returns history_state
language plpgsql immutable parallel safe
as $$
declare
  became jsonb;
  becomes_deleted boolean := op = 'delete';
  members text[] := was.members;
  attributes text[] := was.attributes;
begin
  if becomes_deleted then
    became := was.data;
  elsif line ?& members and (line -> 'Attributes') ?& attributes
    and not (line ? 'FieldValues' or line @? '$.Items[*].FieldValues') then
    became := jsonb_strip_nulls(line);
  else
    became := fold(was.data, was.deleted, line, op);
  end if;
  if became is null
    or (becomes_deleted = was.deleted and record_image_eq(row(became), row(was.data))) then
    return was;
  end if;
  if members is null or became - members <> '{}' then
    members := members || array(select jsonb_object_keys(became));
  end if;
  if jsonb_typeof(became -> 'Attributes') is distinct from 'object' then
    attributes := null;
  elsif attributes is null or (became -> 'Attributes') - attributes <> '{}' then
    attributes := attributes || array(select jsonb_object_keys(became -> 'Attributes'));
  end if;
  if was.load_id is distinct from of_load then
    return row(became, becomes_deleted, of_load, line_number, was.data, was.deleted, was.load_id, was.line,
      members, attributes)::history_state;
  end if;
  if becomes_deleted = was.before_deleted and record_image_eq(row(became), row(was.before_data)) then
    return row(was.before_data, was.before_deleted, was.before_load, was.before_line, null, null, null, null,
      members, attributes)::history_state;
  end if;
  return row(became, becomes_deleted, of_load, line_number,
    was.before_data, was.before_deleted, was.before_load, was.before_line, members, attributes)::history_state;
end
$$;

-- The state of one record after lines of several loads, in their order, from nothing.
create aggregate fold_history(of_load bigint, line_number bigint, line jsonb, op text) (
  sfunc = fold_history_step,
  stype = history_state,
  parallel = safe
);

do $$
begin
  call grant_read('open_marks');
  call grant_read('left_out_loads');
  execute format('grant delete on records to %I', control.unit_role('loader'));
  execute format('grant update (settled) on landed_files to %I', control.unit_role('operator'));
end
$$;
