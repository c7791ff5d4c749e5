-- The versions of one key that the ledger knows, oldest first.
-- $1 bucket text, $2 key text → landed_file bigint, version_id text
select landed_file, version_id
from landed_files
where bucket = $1 and key = $2
order by version_rank, landed_file
