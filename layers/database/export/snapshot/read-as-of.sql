-- The greatest event that put a file in force, took one out of it, or closed a full run.
-- → as_of bigint or null
select greatest(max(applied_event), max(retired_event), max(closed_event)) as as_of from loads
