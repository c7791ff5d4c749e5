-- How many records of each feed there are among them.
-- → feed text, ids bigint
select feed, count(*) as ids from ids_since group by feed
