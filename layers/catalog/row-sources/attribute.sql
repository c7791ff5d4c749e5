-- One row for each attribute that AttributeFile declares.
select
  data ->> 'AttributeId' collate "C" as attribute_id,
  data ->> 'EntityTypeId' as entity_type_id,
  data -> 'Name' as name,
  data -> 'Description' as description,
  data ->> 'DataType' as data_type,
  data ->> 'SortOrder' as sort_order,
  coalesce(data ->> 'IsMultiValue', 'false') as is_multi_value,
  (
    select string_agg(field_set.data ->> 'Id', '|' order by field_set.place)
    from jsonb_array_elements(array_of(data -> 'AvailableFieldsets')) with ordinality as field_set (data, place)
  ) as field_set_ids
from attribute_file
where not deleted
