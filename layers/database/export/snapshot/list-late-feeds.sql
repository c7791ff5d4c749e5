-- Feeds whose data is not what it should be: a file stops them, or none has come for longer than their cadence.
-- → feed text, because text, detail text
select feed, 'halted' as because, format('%s is halted at %s: %s', feed, key, code) || '.' as detail
from (select distinct on (feed) feed, key, code from halted_files order by feed, order_key) halted
union all
select s.feed, 'stale', format('The newest %s in force landed at %s UTC; the cadence is %s.', s.feed,
  to_char(last.discovered_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), s.cadence)
from feed_settings s
cross join lateral (
  select f.discovered_at
  from loads l
  join landed_files f using (landed_file)
  where l.feed = s.feed and l.applied_event is not null and l.retired_event is null
  order by l.order_key desc
  limit 1
) last
where last.discovered_at < clock_timestamp() - s.cadence
order by 1, 2
