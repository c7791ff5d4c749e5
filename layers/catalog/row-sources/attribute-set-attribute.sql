-- One row for each field set and each attribute that is declared for it.
select distinct on (field_set_id, attribute_id)
  field_set.data ->> 'Id' collate "C" as field_set_id,
  field_set.data -> 'Name' as field_set_name,
  attribute.data ->> 'AttributeId' collate "C" as attribute_id,
  attribute.data ->> 'EntityTypeId' as entity_type_id,
  attribute.data -> 'Name' as attribute_name,
  attribute.data ->> 'DataType' as data_type,
  attribute.data ->> 'SortOrder' as sort_order
from attribute_file as attribute
cross join lateral jsonb_array_elements(array_of(attribute.data -> 'AvailableFieldsets'))
  with ordinality as field_set (data, place)
where not attribute.deleted and field_set.data ->> 'Id' is not null
order by field_set_id, attribute_id, field_set.place
