-- Notes one CSV of a run.
-- $1 run bigint, $2 name text, $3 rows bigint, $4 size in bytes bigint, $5 sha256 text, $6 rejected bigint
insert into export_files (run_id, name, rows, size_bytes, sha256, rejected)
values ($1, $2, $3, $4, $5, $6)
