-- What each step did to each field: members at the top, and those of Attributes. Values are jsonb as text, so that no
-- digit is lost; a tombstone keeps the values of a record.
-- → step bigint, field text, before text or null, after text or null
with field as (
  select s.step, s.point, member.name as field, member.value::text as value
  from record_steps s
  cross join lateral (
    select key as name, value
    from jsonb_each(case when jsonb_typeof(s.data -> 'Attributes') = 'object' then s.data - 'Attributes' else s.data end)
    union all
    -- Without an attribute there is nothing below it to name.
    select 'Attributes', value
    from jsonb_each(s.data)
    where key = 'Attributes' and value = '{}'
    union all
    select 'Attributes.' || key, value
    from jsonb_each(case when jsonb_typeof(s.data -> 'Attributes') = 'object' then s.data -> 'Attributes' end)
  ) member (name, value)
),
last as (
  select point, max(step) as step from record_steps group by point
)
select coalesce(a.step, b.step + 1) as step, coalesce(a.field, b.field) as field, b.value as before, a.value as after
from field a
full join field b on b.step = a.step - 1 and b.point = a.point and b.field = a.field
where a.value is distinct from b.value
  and coalesce(a.step, b.step + 1) <= (select step from last where point = coalesce(a.point, b.point))
order by step, field
