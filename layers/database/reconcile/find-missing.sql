-- Files of a feed in a stretch of keys that are none of the given object versions.
-- $1 bucket text, $2 prefix text, $3 after key text, $4 through key text or null, $5 keys text[], $6 version ids text[],
--   $7 known before timestamptz → key, version_id, feed text, in_force boolean
select
  f.key,
  f.version_id,
  f.feed,
  exists (
    select from loads l
    where l.landed_file = f.landed_file and l.applied_event is not null and l.retired_event is null) as in_force
from landed_files f
where f.bucket = $1
  and f.feed is not null
  and f.key > $3::text collate "C"
  and ($4::text is null or f.key <= $4::text collate "C")
  and f.key >= $2::text collate "C" and starts_with(f.key, $2)
  and f.discovered_at < $7
  and (f.key, f.version_id) not in (
    select given.key, given.version_id
    from unnest($5::text[], $6::text[]) as given (key, version_id))
order by f.key collate "C", f.version_rank
