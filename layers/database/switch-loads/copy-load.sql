-- Stages the lines of one load again, from the history of another.
-- $1 load bigint, $2 the other load bigint
insert into raw_records (load_id, line, feed, id, op, data, outline)
select $1, line, feed, id, op, data, outline from raw_records where load_id = $2
