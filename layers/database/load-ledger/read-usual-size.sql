-- The smallest of the newest files in force that are like one: of its feed and kind and, in a run, with its part number.
-- $1 feed text, $2 kind text, $3 part int or null, $4 load bigint (left out), $5 files int
--   → files bigint, fewest_lines bigint
select count(*) as files, coalesce(min(lines), 0) as fewest_lines
from (
  select e.records_processed as lines
  from loads l
  join landed_files f using (landed_file)
  join file_processing_events e on e.id = l.applied_event
  where l.feed = $1 and l.applied_event is not null and l.retired_event is null and l.load_id <> $4
    and f.kind = $2 and f.part is not distinct from $3
  order by l.order_key desc
  limit $5
) newest
