-- One row for each decorator of an attribute that AttributeFile declares.
select
  attribute.*,
  decorator.id as decorator_id,
  decorator.decorator_type collate "C" as decorator_type,
  decorator.decorator_value,
  decorator.source
from (
  select
    data ->> 'AttributeId' collate "C" as attribute_id,
    data ->> 'EntityTypeId' as entity_type_id,
    data -> 'Name' as name,
    data ->> 'DataType' as data_type,
    data ->> 'SortOrder' as sort_order
  from attribute_file
  where not deleted
) as attribute
join decorator_data as decorator on decorator.entity_type = 'attribute' and decorator.entity_id = attribute.attribute_id
