-- What parts of records were, as jsonb in text; of what was not there nothing is told. A part without a path is whether it
-- was there. `member` and `element`: the part is one of an element of an array, by its EntityId.
-- $1 parts jsonb [{place, id, member, element, path}] → place int, value text
select part.place, case when part.path is null then 'true' else (it.data #> part.path)::text end as value
from jsonb_to_recordset($1::jsonb) part (place int, id text, member text, element text, path text[])
join fold_steps record on record.id = part.id and record.is_last and not record.deleted
cross join lateral (
  select case
    when part.element is null then record.data
    else (
      select each.data
      from jsonb_array_elements(
        case when jsonb_typeof(record.data -> part.member) = 'array' then record.data -> part.member end) each (data)
      where each.data ->> 'EntityId' = part.element
      limit 1
    )
  end as data
) it
where it.data is not null and (part.path is null or it.data #> part.path is not null)
