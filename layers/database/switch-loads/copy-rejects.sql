-- The rejects of one load again, from those of another.
-- $1 load bigint, $2 the other load bigint
insert into rejected_records (load_id, line, byte_offset, id, code, reason, raw, raw_length)
select $1, line, byte_offset, id, code, reason, raw, raw_length from rejected_records where load_id = $2
