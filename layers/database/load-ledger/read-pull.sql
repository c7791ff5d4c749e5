-- Whether people edit the feed of a file that does not say when its pull began.
-- $1 landed file bigint → is_missed boolean
select f.pull_started_at is null and exists (select from newest_edits e where e.feed = f.feed) as is_missed
from landed_files f
where f.landed_file = $1
