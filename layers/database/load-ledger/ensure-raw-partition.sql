-- Makes sure that the history has a partition for this load.
-- $1 load bigint
select ensure_raw_partition($1)
