-- Rows staged for a load.
-- $1 load bigint → rows bigint
select count(*) as rows from raw_records where load_id = $1
