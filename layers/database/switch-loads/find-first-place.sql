-- Where the loads begin that a switch puts in force.
-- → place int or null
select min(place) as place from counted_loads where enters
