-- Removes what older epochs staged and never applied, but for what waits for a replay to switch.
-- $1 epoch bigint → load_id bigint, one row each
select l.load_id, discard_load(l.load_id)
from loads l
where l.epoch < $1 and l.applied_event is null and l.discarded_at is null and l.staging is null
