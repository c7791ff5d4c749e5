-- Whether a destination may be drained, its lease kept until the transaction ends. was_silent: its holder never gave it back.
-- $1 destination text, $2 how old a heartbeat may be interval
-- → is_free boolean, was_silent boolean, spent integer, pauses integer, ago_ms float8, is_alerted boolean; one row
select
  heartbeat is null or heartbeat < clock_timestamp() - $2::interval as is_free,
  heartbeat is not null as was_silent,
  spent,
  pauses,
  coalesce(extract(epoch from clock_timestamp() - spent_at) * 1000, 0)::float8 as ago_ms,
  exists (
    select from alerts a
    where a.kind = 'paused-destination' and a.subject = l.destination and a.resolved_at is null
  ) as is_alerted
from drain_leases l
where destination = $1
for no key update of l
