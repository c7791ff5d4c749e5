-- Gives the lease back.
-- $1 destination text, $2 epoch bigint, $3 calls of the budget still to be counted int or null to leave what is kept
update drain_leases
set holder = null, heartbeat = null,
  spent = coalesce($3::int, spent),
  spent_at = case when $3::int is null then spent_at else clock_timestamp() end
where destination = $1 and epoch = $2
