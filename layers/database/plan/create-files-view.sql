-- The landed files with the planned one among them.
create temporary view landed_files as
select
  landed_file, bucket, key, version_id, size_bytes, version_rank, feed, shape, kind, run_key, part, order_key,
  discovered_at, deletes_accepted_at
from landed_files
union all
select
  landed_file, bucket, key, '', size_bytes, 2147483647, feed, shape, kind, run_key, part, order_key, now(), null
from planned_file
