-- How fresh each feed of the unit is, by the newest file in force, whatever was attempted since. When that landed counts, not
-- when it was applied last: applying old data again does not make it new. A feed with a cadence that never had a file is
-- stale.
create or replace view netsuite_raw.sync_state as
select
  split_part(s.feed, '_', 1) as source,
  s.feed,
  newest.discovered_at as last_applied_at,
  justify_hours(s.cadence) as expected_every,
  s.cadence is not null and coalesce(newest.discovered_at < now() - s.cadence, true) as is_stale,
  now() - newest.discovered_at as lag
from feed_settings s
left join lateral (
  select f.discovered_at
  from loads l
  join landed_files f using (landed_file)
  where l.feed = s.feed and l.applied_event is not null and l.retired_event is null
  order by l.order_key desc
  limit 1
) newest on true;

comment on view netsuite_raw.sync_state is 'How fresh each feed of every source is, not of NetSuite alone'
