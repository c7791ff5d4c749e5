-- Lets a plan find lines by id as the history does.
create index on pg_temp.planned_lines (id)
