-- The alert of a halted key is over when none of its versions is halted any more.
-- $1 bucket text, $2 key text
update alerts
set resolved_at = clock_timestamp()
where kind = 'halted-file' and subject = $2 and resolved_at is null
  and not exists (
    select from halted_files h
    join landed_files f using (landed_file)
    where f.bucket = $1 and f.key = $2)
