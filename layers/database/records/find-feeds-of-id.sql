-- The feeds that know an id, though its record may be gone.
-- $1 id text → feed text
select distinct feed from raw_records where feed = any (select feed from feed_settings) and id = $1 order by feed
