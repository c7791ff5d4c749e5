-- Notes objects under no unit's prefix; one that was gone and is back keeps when it was first seen.
-- $1 buckets text[], $2 keys text[], $3 version ids text[], $4 sizes bigint[]
insert into control.unrouted_objects (bucket, key, version_id, size_bytes)
select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
on conflict (bucket, key, version_id) do update set gone_at = null
