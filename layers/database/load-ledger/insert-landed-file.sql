-- Registers one object version, unless it is known: then no row comes back. A version with the bytes of the one in
-- force of its key is a duplicate of it. Where each version has a place of its own in the order (a snapshot), only the
-- one just before it counts: with A in force, an A that comes after a B that waits is no duplicate.
-- $1 bucket, $2 key, $3 version id, $4 etag, $5 size, $6 last modified, $7 rank, $8 feed, $9 shape, $10 kind,
-- $11 run key, $12 part, $13 order key → landed_file bigint, duplicate_of bigint
with in_force as (
  select f.landed_file, f.etag, f.size_bytes
  from landed_files f
  join loads l on l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null
  where f.bucket = $1 and f.key = $2 and f.feed = $8 and (f.order_key = $13 or f.version_rank = $7 - 1)
  order by f.version_rank desc
  limit 1
)
insert into landed_files (
  bucket, key, version_id, etag, size_bytes, last_modified, version_rank,
  feed, shape, kind, run_key, part, order_key, duplicate_of
)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
  (select landed_file from in_force where etag = $4 and size_bytes = $5 and etag <> '')
on conflict (bucket, key, version_id) do nothing
returning landed_file, duplicate_of
