-- One row for each value that AttributeFile allows of an attribute: its key and its label.
select
  attribute.data ->> 'AttributeId' collate "C" as attribute_id,
  attribute.data ->> 'EntityTypeId' as entity_type_id,
  attribute.data -> 'Name' as attribute_name,
  attribute.data ->> 'DataType' as data_type,
  allowed.key collate "C" as value_key,
  allowed.value as label
from attribute_file as attribute
cross join lateral jsonb_each(object_of(attribute.data -> 'AllowedValues')) as allowed
where not attribute.deleted
