-- Those of the given object versions that the ledger does not know, by their position.
-- $1 bucket text, $2 keys text[], $3 version ids text[] → position bigint, from 1
select given.position
from unnest($2::text[], $3::text[]) with ordinality as given (key, version_id, position)
where not exists (
  select from landed_files f
  where f.bucket = $1 and f.key = given.key and f.version_id = given.version_id)
order by given.position
