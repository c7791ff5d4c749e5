-- A page of the event log, oldest first: behind an id, or the newest.
-- $1 after bigint or null, $2 type text or null, $3 limit int
with page as (
  select *
  from file_processing_events
  where ($1::bigint is null or id > $1) and ($2::text is null or event_type = $2)
  order by case when $1 is null then -id else id end
  limit $3
)
select * from page order by id
