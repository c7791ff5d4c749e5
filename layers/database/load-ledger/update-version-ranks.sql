-- Puts the known versions of a key in the order in which S3 holds them.
-- $1 bucket text, $2 key text, $3 version ids text[], $4 their ranks int[]
update landed_files f
set version_rank = given.rank
from unnest($3::text[], $4::int[]) as given (version_id, rank)
where f.bucket = $1 and f.key = $2 and f.version_id = given.version_id and f.version_rank <> given.rank
