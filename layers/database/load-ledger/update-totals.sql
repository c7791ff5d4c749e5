-- Carries the totals of a feed on.
-- $1 feed text, $2 change of the live count bigint, $3 change of the state hash bit(256)
--   → live_records bigint, state_hash bit(256)
update feed_totals
set live_records = live_records + $2, state_hash = state_hash # $3
where feed = $1
returning live_records, state_hash
