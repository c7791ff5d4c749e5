-- The planned changes of some records field by field: members at the top, and those of Attributes; jsonb as text. A value
-- too long for an answer is cut, and comes with how many characters it has.
-- $1 ids text[], $2 characters of a value int → id text, field text, before text or null,
--   before_characters int or null, after text or null, after_characters int or null
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
),
change as (
  select
    id,
    name as field,
    max(value) filter (where side = 'before') as before,
    max(value) filter (where side = 'after') as after
  from field
  group by id, name
)
select
  id,
  field,
  left(before, $2) as before,
  case when length(before) > $2 then length(before) end as before_characters,
  left(after, $2) as after,
  case when length(after) > $2 then length(after) end as after_characters
from change
where before is distinct from after
order by id collate "C", field collate "C"
