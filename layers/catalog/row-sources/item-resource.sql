-- One row for each item of a live product and each of its resources: its own, then those of its product that it does not
-- have itself. The resource's attributes win over the item's.
select
  item.product_entity_id, item.place, item.entity_id, item.field_set_id,
  coalesce(text_of(coalesce(item.own_attributes -> 'ItemId', item.product_attributes -> 'ItemId')), item.entity_id) as item_key,
  coalesce(
    text_of(coalesce(item.own_attributes -> 'ProductId', item.product_attributes -> 'ProductId')),
    item.product_entity_id) as product_key,
  resource.place as resource_place,
  resource.place::text as resource_position,
  resource.data ->> 'EntityId' as resource_entity_id,
  case when resource.place <= jsonb_array_length(item.own_resources) then 'Item' else 'Product' end as owner,
  item.own_attributes,
  item.product_attributes,
  object_of(resource.data -> 'Attributes') as resource_attributes
from (
  select
    product.entity_id as product_entity_id,
    product.field_set_id as product_field_set_id,
    each.place,
    each.data ->> 'EntityId' collate "C" as entity_id,
    coalesce(each.data ->> 'FieldSetId', product.field_set_id) as field_set_id,
    product.resources,
    array_of(each.data -> 'Resources') as own_resources,
    object_of(each.data -> 'Attributes') as own_attributes,
    product.attributes as product_attributes
  from (
    select
      data ->> 'EntityId' collate "C" as entity_id,
      data ->> 'FieldSetId' as field_set_id,
      array_of(data -> 'Resources') as resources,
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
cross join lateral jsonb_array_elements(item.own_resources || item.resources) with ordinality as resource (data, place)
where jsonb_typeof(resource.data) = 'object'
  and (resource.place <= jsonb_array_length(item.own_resources) or not item.own_resources @> jsonb_build_array(
    jsonb_build_object('EntityId', resource.data -> 'EntityId')))
