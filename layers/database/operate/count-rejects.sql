-- $1 load bigint → total bigint
select count(*) as total from rejected_records where load_id = $1
