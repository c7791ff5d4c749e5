-- Live records of a feed before this transaction changes any.
-- $1 feed text → live_records bigint
select live_records from feed_totals where feed = $1
