-- Feeds whose newest file in force landed longer ago than their cadence. One that never had a file is not in use yet.
-- → feed text, key text, landed text (UTC), cadence text
select s.feed, last.key, to_char(last.discovered_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as landed, s.cadence::text
from feed_settings s
cross join lateral (
  select f.key, f.discovered_at
  from loads l
  join landed_files f using (landed_file)
  where l.feed = s.feed and l.applied_event is not null and l.retired_event is null
  order by l.order_key desc
  limit 1
) last
where last.discovered_at < clock_timestamp() - s.cadence
