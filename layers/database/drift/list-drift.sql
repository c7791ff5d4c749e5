-- The traits that nobody has accepted. What went while the same came with another type or label is told once. What was
-- declared says better what something was than what came before.
-- $1 feed or null: every feed, $2 feed that declares attributes or null
--   → feed, entity, kind, name, key, detail, state, others (types or labels known of the same, or null), undeclared,
--     event bigint, event_time, file, line bigint
select
  k.feed, k.entity, k.kind, k.name, k.key, k.detail, k.state, known.others,
  k.kind = 'attribute' and k.state = 'found' and k.feed <> $2
    and exists (select from known_traits d where d.feed = $2 and d.entity = k.entity and d.kind = 'attribute')
    and not exists (
      select from known_traits d
      where d.feed = $2 and d.entity = k.entity and d.kind = 'attribute' and d.name = k.name and d.state <> 'gone')
    as undeclared,
  k.event, e.event_time, e.source_file as file, k.line
from known_traits k
join file_processing_events e on e.id = k.event
cross join lateral (
  select coalesce(
    string_agg(distinct o.detail, ', ') filter (where o.feed = $2), string_agg(distinct o.detail, ', ')) as others
  from known_traits o
  where o.feed in (k.feed, $2) and (o.entity, o.kind, o.name, o.key) = (k.entity, k.kind, k.name, k.key)
    and o.detail <> k.detail and o.state <> 'found'
) known
where k.state <> 'known' and ($1::text is null or k.feed = $1)
  and not (k.state = 'gone' and exists (
    select from known_traits o
    where o.feed = k.feed and (o.entity, o.kind, o.name, o.key) = (k.entity, k.kind, k.name, k.key) and o.state = 'found'))
order by k.feed, k.kind, k.entity, k.name, k.key, k.detail
