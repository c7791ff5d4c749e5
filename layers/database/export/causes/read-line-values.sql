-- What lines say of a part of an element of an array, as jsonb in text; of a line without the array nothing is told.
-- $1 lines jsonb [{place, load, line}], $2 array text, $3 EntityId text, $4 path text[] or null → place int, value text or null
select
  said.place,
  (
    select case when $4::text[] is null then 'true' else (each.data #> $4::text[])::text end
    from jsonb_array_elements(r.data -> $2::text) each (data)
    where each.data ->> 'EntityId' = $3::text
    limit 1
  ) as value
from jsonb_to_recordset($1::jsonb) said (place int, load bigint, line bigint)
join raw_records r on r.load_id = said.load and r.line = said.line
where jsonb_typeof(r.data -> $2::text) = 'array'
order by said.place
