-- Live records of one feed that have what has drifted: in its own feed exactly that, in the feed that declares attributes
-- whatever type or label the attribute or value has. The offset keeps the planner from joining record by record.
-- $1 feed text, $2 places jsonb, $3 feed that declares attributes or null
--   → feed, entity, kind, name, key, detail, records bigint
select k.feed, k.entity, k.kind, k.name, k.key, k.detail, count(distinct said.id) as records
from (
  select r.id, left(field.entity, 120) as entity, left(field.name, 120) as name, field.type, field.controlled
  from records r
  cross join lateral fields_of(r.data, $2) field
  where r.feed = $1 and not r.deleted and field.type is distinct from 'null'
  offset bigint '0'
) said
join known_traits k on k.state <> 'known' and k.feed in ($1, $3) and k.entity = said.entity and k.name = said.name
where case k.kind
  when 'member' then said.type is null
  when 'attribute' then said.type is not null and (k.feed <> $1 or k.detail = type_name(said.type, said.controlled))
  else exists (
    select from values_of(said.controlled) v
    where left(v.key, 120) = k.key and (k.feed <> $1 or left(v.label, 120) = k.detail))
end
group by k.feed, k.entity, k.kind, k.name, k.key, k.detail
