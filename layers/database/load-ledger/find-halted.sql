-- The halt of one object version, if it is halted.
-- $1 bucket, $2 key, $3 version id → landed_file bigint, feed text, code text, message text
select h.landed_file, h.feed, h.code, h.message
from halted_files h
join landed_files f using (landed_file)
where f.bucket = $1 and f.key = $2 and f.version_id = $3
