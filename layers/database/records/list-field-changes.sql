-- What each step did to each field: members at the top, and those of Attributes. Values are jsonb as text, so that no
-- digit is lost; a tombstone keeps the values of a record. A value too long for an answer is cut, and comes with how many
-- characters it has.
-- $1 characters of a value int, $2 only the last change of each field boolean → step bigint, field text,
--   before text or null, before_characters int or null, after text or null, after_characters int or null
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
),
change as (
  select
    coalesce(a.point, b.point) as point,
    coalesce(a.step, b.step + 1) as step,
    coalesce(a.field, b.field) as field,
    b.value as before,
    a.value as after
  from field a
  full join field b on b.step = a.step - 1 and b.point = a.point and b.field = a.field
  where a.value is distinct from b.value
    and coalesce(a.step, b.step + 1) <= (select step from last where point = coalesce(a.point, b.point))
),
wanted as (
  select c.*, $2::boolean and lead(step) over (partition by point, field order by step) is not null as is_over
  from change c
)
select
  step,
  field,
  left(before, $1) as before,
  case when length(before) > $1 then length(before) end as before_characters,
  left(after, $1) as after,
  case when length(after) > $1 then length(after) end as after_characters
from wanted
where not is_over
order by step, field
