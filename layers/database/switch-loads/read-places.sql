-- Where the loads that enter stand among those that count.
-- → load_id bigint, place int
select load_id, place from counted_loads where enters
