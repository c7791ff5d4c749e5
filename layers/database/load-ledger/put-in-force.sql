-- From now on the load counts.
-- $1 load bigint, $2 event bigint, $3 sha256 text, $4 rows bigint, $5 bytes of the object bigint
update loads
set applied_event = $2, sha256 = $3, staged_rows = $4, staged_bytes = $5
where load_id = $1
