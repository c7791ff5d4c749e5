-- What follows from loads and events: which files stop their feed and which wait.

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
