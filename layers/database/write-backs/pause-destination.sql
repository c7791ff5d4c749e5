-- Sends nothing to a destination for so long. A longer pause stays.
-- $1 destination text, $2 epoch bigint, $3 duration in milliseconds float8, $4 pauses that it asked for in a row int
update drain_leases
set paused_until = greatest(paused_until, clock_timestamp() + $3 * interval '1 millisecond'), pauses = $4
where destination = $1 and epoch = $2
