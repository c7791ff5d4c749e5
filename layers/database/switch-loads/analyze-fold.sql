-- Tells the planner how much there is to fold.
analyze counted_loads, closings, touched_ids
