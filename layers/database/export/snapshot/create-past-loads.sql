-- Room for the loads as they were when an event was the newest.
-- → temporary table past_loads
create temporary table past_loads on commit drop as
select load_id, landed_file, feed, full_run, order_key, applied_event, retired_event, closed_event from loads limit 0
