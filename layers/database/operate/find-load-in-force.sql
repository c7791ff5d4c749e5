-- The load of a landed file that counts.
-- $1 landed file bigint → load_id bigint
select load_id
from loads
where landed_file = $1 and applied_event is not null and retired_event is null
