-- One row for each field set that some attribute is declared for. Its name is the one that the first attribute gives it.
select
  declared.field_set_id,
  (array_agg(declared.name order by declared.attribute_id, declared.place) filter (where declared.name is not null))[1] as name,
  count(distinct declared.attribute_id)::text as attribute_count
from (
  select
    attribute.data ->> 'AttributeId' collate "C" as attribute_id,
    field_set.place,
    field_set.data ->> 'Id' collate "C" as field_set_id,
    field_set.data -> 'Name' as name
  from attribute_file as attribute
  cross join lateral jsonb_array_elements(array_of(attribute.data -> 'AvailableFieldsets'))
    with ordinality as field_set (data, place)
  where not attribute.deleted
) as declared
where declared.field_set_id is not null
group by declared.field_set_id
