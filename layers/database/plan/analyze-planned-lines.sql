-- Tells the planner how many lines there are.
analyze pg_temp.planned_lines
