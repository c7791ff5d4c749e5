-- Notes how far staging is.
-- $1 load bigint, $2 rows bigint, $3 bytes of the object bigint
update loads set staged_rows = $2, staged_bytes = $3 where load_id = $1
