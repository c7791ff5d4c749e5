-- One row for each attribute of each item of a live product; a locale map has a row for each of its locales. An item has
-- the attributes of its product as far as it has none of its own.
select
  item.*,
  coalesce(text_of(item.attributes -> 'ItemId'), item.entity_id) as item_key,
  coalesce(text_of(item.attributes -> 'ProductId'), item.product_entity_id) as product_key,
  each.attribute_id collate "C" as attribute_id,
  each.locale collate "C" as locale,
  each.value,
  item.attributes -> (each.attribute_id || 'Unit') as unit,
  attribute.labels,
  attribute.unit_labels,
  attribute.name as attribute_name,
  attribute.data_type,
  attribute.sort_order,
  attribute.entity_type_id as attribute_entity_type_id
from (
  select
    product.entity_id as product_entity_id,
    product.field_set_id as product_field_set_id,
    each.place,
    each.data ->> 'EntityId' collate "C" as entity_id,
    coalesce(each.data ->> 'FieldSetId', product.field_set_id) as field_set_id,
    product.attributes || object_of(each.data -> 'Attributes') as attributes
  from (
    select
      data ->> 'EntityId' collate "C" as entity_id,
      data ->> 'FieldSetId' as field_set_id,
      object_of(data -> 'Attributes') as attributes,
      array_of(data -> 'Items') as items
    from products
    where not deleted
    offset bigint '0'
  ) as product
  cross join lateral jsonb_array_elements(product.items) with ordinality as each (data, place)
  where jsonb_typeof(each.data) = 'object'
  offset bigint '0'
) as item
cross join lateral attribute_values(item.attributes) as each
left join (
  select
    declared.data ->> 'AttributeId' as id,
    declared.data -> 'AllowedValues' as labels,
    unit.data -> 'AllowedValues' as unit_labels,
    declared.data -> 'Name' as name,
    declared.data ->> 'DataType' as data_type,
    declared.data ->> 'SortOrder' as sort_order,
    declared.data ->> 'EntityTypeId' as entity_type_id
  from attribute_file as declared
  left join attribute_file as unit
    on unit.data ->> 'AttributeId' = (declared.data ->> 'AttributeId') || 'Unit' and not unit.deleted
  where not declared.deleted
) as attribute on attribute.id = each.attribute_id
