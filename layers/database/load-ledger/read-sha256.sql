-- The hash of the bytes that a load was staged from.
-- $1 load bigint → sha256 text
select sha256 from loads where load_id = $1
