-- Tells the planner how large a load is that was just staged.
-- $1 load bigint
select gather_load_statistics($1)
