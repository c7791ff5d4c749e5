-- One row for each item of a live product, in the order of its product's Items. The fences (`offset bigint '0'`, which unlike
-- `offset 0` leaves parallel plans possible) keep the planner from taking the same members out of a record once for each
-- column that reads them. Attributes of product and item stay apart: merging two objects costs more than looking in both.
select
  item.*,
  coalesce(text_of(coalesce(item.own_attributes -> 'ItemId', item.product_attributes -> 'ItemId')), item.entity_id) as item_key,
  coalesce(
    text_of(coalesce(item.own_attributes -> 'ProductId', item.product_attributes -> 'ProductId')),
    item.product_entity_id) as product_key
from (
  select
    product.entity_id as product_entity_id,
    product.field_set_id as product_field_set_id,
    each.place,
    each.data ->> 'EntityId' collate "C" as entity_id,
    coalesce(each.data ->> 'FieldSetId', product.field_set_id) as field_set_id,
    object_of(each.data -> 'Attributes') as own_attributes,
    product.attributes as product_attributes
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
