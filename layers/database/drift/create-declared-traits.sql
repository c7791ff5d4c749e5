-- The traits that the live records of a feed declare for others, and members of these records that they should not have.
-- $1 feed text, $2 places jsonb → temporary table seen_traits
create temporary table seen_traits on commit drop as
select
  left(trait.entity, 120) as entity,
  trait.kind,
  left(trait.name, 120) as name,
  left(trait.key, 120) as key,
  left(trait.detail, 120) as detail,
  min(l.applied_event) as event,
  min(r.line) as line
from records r
join loads l using (load_id)
cross join lateral (
  select
    coalesce(r.data ->> ($2::jsonb #>> '{declares,entity}'), '') as entity,
    coalesce(r.data ->> ($2::jsonb #>> '{declares,attribute}'), '') as name,
    r.data -> ($2::jsonb #>> '{declares,values}') as allowed,
    concat(
      r.data ->> ($2::jsonb #>> '{declares,type}'),
      case when r.data -> ($2::jsonb #>> '{declares,isList}') = 'true' then '[]' end) as type
) declared
cross join lateral (
  select declared.entity, 'attribute' as kind, declared.name, '' as key, declared.type as detail
  union all
  select declared.entity, 'value', declared.name, allowed.key, coalesce(allowed.label, '')
  from jsonb_each_text(
    case when jsonb_typeof(declared.allowed) = 'object' then declared.allowed else '{}' end) as allowed (key, label)
  union all
  select said.entity, 'member', said.name, '', '' from fields_of(r.data, $2) said where said.type is null
) trait
where r.feed = $1 and not r.deleted
group by 1, 2, 3, 4, 5
