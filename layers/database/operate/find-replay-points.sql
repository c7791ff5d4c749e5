-- Where a replay from an event on begins in each feed: at the first file in force that has an event from there on, or that
-- is marked already. Feeds without such an event are not touched.
-- $1 event bigint → feed, order_key text
select l.feed, min(l.order_key) as order_key
from loads l
join lateral (
  select bool_or(e.id >= $1) as is_asked
  from file_processing_events e
  where e.load_id = l.load_id and (e.id >= $1 or e.replay_date is not null)
  having count(*) > 0
) mark on true
where l.applied_event is not null and l.retired_event is null
group by l.feed
having bool_or(mark.is_asked)
order by l.feed
