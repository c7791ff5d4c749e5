-- Notes that a listing no longer had objects that were under no unit's prefix.
-- $1 keys text[], $2 version ids text[] that it had
update control.unrouted_objects u
set gone_at = clock_timestamp()
where u.gone_at is null
  and not exists (
    select from unnest($1::text[], $2::text[]) as given (key, version_id)
    where given.key = u.key and given.version_id = u.version_id)
