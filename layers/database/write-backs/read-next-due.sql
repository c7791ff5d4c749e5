-- How long until something may be sent, in milliseconds. No row: nothing waits.
-- $1 destination text → due_in_ms float8
select
  greatest(0, extract(epoch from greatest(min(q.next_attempt_at), l.paused_until) - clock_timestamp()) * 1000)::float8
    as due_in_ms
from drain_leases l
join pending_sync_queue q on q.destination = l.destination and q.status = 'pending'
where l.destination = $1
group by l.destination
