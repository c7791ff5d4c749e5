-- The loads with the planned one in force.
create temporary view loads as
select load_id, landed_file, feed, full_run, order_key, applied_event, retired_event, closed_event, withheld_event
from loads
union all
select load_id, landed_file, feed, full_run, order_key, 0, null, null, null
from planned_file
