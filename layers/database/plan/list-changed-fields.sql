-- The planned changes of some records field by field: members at the top, and those of Attributes; jsonb as text.
-- $1 ids text[] → id text, field text, before text or null, after text or null
with side as (
  select c.id, 'before' as side, c.before as data from planned_changes c where c.id = any ($1::text[]) and c.kind <> 'inserted'
  union all
  select c.id, 'after', c.after from planned_changes c where c.id = any ($1::text[])
),
field as (
  select s.id, s.side, member.name, member.value
  from side s
  cross join lateral (
    select key, value::text
    from jsonb_each(case when jsonb_typeof(s.data -> 'Attributes') = 'object' then s.data - 'Attributes' else s.data end)
    union all
    -- Without an attribute there is nothing below it to name.
    select 'Attributes', value::text
    from jsonb_each(s.data)
    where key = 'Attributes' and value = '{}'
    union all
    select 'Attributes.' || key, value::text
    from jsonb_each(case when jsonb_typeof(s.data -> 'Attributes') = 'object' then s.data -> 'Attributes' end)
  ) member (name, value)
)
select
  id,
  name as field,
  max(value) filter (where side = 'before') as before,
  max(value) filter (where side = 'after') as after
from field
group by id, name
having max(value) filter (where side = 'before') is distinct from max(value) filter (where side = 'after')
order by id collate "C", name collate "C"
