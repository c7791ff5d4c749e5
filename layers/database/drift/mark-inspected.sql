-- Drift was looked for in a load, or cannot be.
-- $1 load bigint
update loads set inspected_at = clock_timestamp() where load_id = $1
