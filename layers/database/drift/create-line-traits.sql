-- The traits that the lines of a load have or, where a feed is learnt, its live records. Attributes are told apart by
-- jsonb's type first, which leaves few, and then by what people call it.
-- $1 load bigint, $2 feed text, $3 learns boolean, $4 places jsonb → temporary table seen_traits
create temporary table seen_traits on commit drop as
select
  left(field.entity, 120) as entity,
  trait.kind,
  left(field.name, 120) as name,
  left(trait.key, 120) as key,
  left(trait.detail, 120) as detail,
  null::bigint as event,
  min(field.line) as line
from (
  select said.entity, said.name, said.type, said.controlled, min(source.line) as line
  from (
    select r.line, r.data from raw_records r where r.load_id = $1 and r.op <> 'delete' and not $3
    union all
    select null, s.data from records s where s.feed = $2 and not s.deleted and $3
  ) source
  cross join lateral fields_of(source.data, $4) said
  group by said.entity, said.name, said.type, said.controlled
) field
cross join lateral (
  select
    case when field.type is null then 'member' else 'attribute' end as kind,
    '' as key,
    coalesce(type_name(field.type, field.controlled), '') as detail
  union all
  select 'value', v.key, v.label from values_of(field.controlled) v
) trait
where field.type is distinct from 'null'
group by 1, 2, 3, 4, 5
