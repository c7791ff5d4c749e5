-- From now on the load counts, unless somebody left its file out meanwhile: then no row comes back. The event that was
-- just written keeps the landed file, so whoever leaves it out is either seen here or finds it in force.
-- $1 load bigint, $2 event bigint, $3 sha256 text, $4 rows bigint, $5 bytes of the object bigint → load_id bigint
with applied as (
  update loads l
  set applied_event = $2, sha256 = $3, staged_rows = $4, staged_bytes = $5
  where l.load_id = $1
    and not exists (select from skipped_files skipped where skipped.landed_file = l.landed_file)
  returning l.load_id, l.landed_file
),
settled as (
  update landed_files f set settled = true from applied where f.landed_file = applied.landed_file and not f.settled
)
select load_id from applied
