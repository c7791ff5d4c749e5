-- One row for each link of an item of a live product, its own before those of its product, and each item of a live product
-- that it leads to: a link to a product leads to each of its items. Nothing is linked to itself. The fences keep wide values
-- out of what is hashed.
select
  item.product_entity_id, item.place, item.entity_id, item.field_set_id, item.own_attributes, item.product_attributes,
  coalesce(text_of(coalesce(item.own_attributes -> 'ItemId', item.product_attributes -> 'ItemId')), item.entity_id) as item_key,
  coalesce(
    text_of(coalesce(item.own_attributes -> 'ProductId', item.product_attributes -> 'ProductId')),
    item.product_entity_id) as product_key,
  link.data ->> 'LinkTypeId' as link_type_id,
  link.place as link_place,
  link.place::text as link_position,
  target.entity_id as target_entity_id,
  target.item_id as target_item_id,
  target.product_entity_id as target_product_entity_id,
  target.product_id as target_product_id,
  target.place as target_place
from (
  select
    product.entity_id as product_entity_id,
    product.field_set_id as product_field_set_id,
    each.place,
    each.data ->> 'EntityId' collate "C" as entity_id,
    coalesce(each.data ->> 'FieldSetId', product.field_set_id) as field_set_id,
    array_of(each.data -> 'OutboundLinks') || product.links as links,
    object_of(each.data -> 'Attributes') as own_attributes,
    product.attributes as product_attributes
  from (
    select
      data ->> 'EntityId' collate "C" as entity_id,
      data ->> 'FieldSetId' as field_set_id,
      array_of(data -> 'OutboundLinks') as links,
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
cross join lateral jsonb_array_elements(item.links) with ordinality as link (data, place)
join (
  select
    product.entity_id collate "C" as product_entity_id,
    product.product_id,
    item.place,
    item.data ->> 'EntityId' as entity_id,
    coalesce(item.data -> 'Attributes' -> 'ItemId', product.item_id) as item_id,
    named.target_type,
    named.target_id
  from (
    select
      data ->> 'EntityId' as entity_id,
      data -> 'Attributes' -> 'ProductId' as product_id,
      data -> 'Attributes' -> 'ItemId' as item_id,
      array_of(data -> 'Items') as items
    from products
    where not deleted
    offset bigint '0'
  ) as product
  cross join lateral jsonb_array_elements(product.items) with ordinality as item (data, place)
  cross join lateral (
    values ('Product', product.entity_id), ('Item', item.data ->> 'EntityId')
  ) as named (target_type, target_id)
  where jsonb_typeof(item.data) = 'object'
  offset bigint '0'
) as target
  on target.target_type = link.data ->> 'TargetEntityTypeId' and target.target_id = link.data ->> 'TargetEntityId'
where jsonb_typeof(link.data) = 'object'
  and (target.product_entity_id, target.place) is distinct from (item.product_entity_id, item.place)
