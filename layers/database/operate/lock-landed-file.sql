-- Keeps one landed file as it is until the transaction ends: the newest version of a key, or the one an event is about.
-- $1 key text or null, $2 event bigint or null → landed_file bigint, bucket, key, version_id, feed, order_key text
select f.landed_file, f.bucket, f.key, f.version_id, f.feed, f.order_key
from landed_files f
where f.key = $1 or f.landed_file = (select e.landed_file from file_processing_events e where e.id = $2)
order by f.version_rank desc, f.landed_file desc
limit 1
for update of f
