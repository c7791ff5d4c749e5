-- Live records of a feed.
-- $1 feed text → live_records bigint
select live_records from feed_totals where feed = $1
