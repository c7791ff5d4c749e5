-- What is no longer declared is gone; if nobody had accepted it, it never was. What is declared again is known as before.
-- $1 feed text → changed bigint, gone bigint
with withdrawn as (
  delete from known_traits k
  where k.feed = $1 and k.state = 'found' and not exists (
    select from seen_traits s
    where (s.entity, s.kind, s.name, s.key, s.detail) = (k.entity, k.kind, k.name, k.key, k.detail))
  returning k.feed
),
turned as (
  update known_traits k
  set state = case k.state when 'known' then 'gone' else 'known' end, event = newest.event, line = null
  from (
    select l.applied_event as event
    from loads l
    where l.feed = $1 and l.applied_event is not null and l.retired_event is null
    order by l.order_key desc
    limit 1
  ) newest
  where k.feed = $1 and k.state <> 'found' and (k.state = 'gone') = exists (
    select from seen_traits s
    where (s.entity, s.kind, s.name, s.key, s.detail) = (k.entity, k.kind, k.name, k.key, k.detail))
  returning k.state
)
select
  (select count(*) from withdrawn) + (select count(*) from turned) as changed,
  (select count(*) from turned where state = 'gone') as gone
