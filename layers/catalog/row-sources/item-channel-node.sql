-- One row for each item of a live product, each live channel node that it or its product is linked to, and each type of link
-- between them, whichever side says so: the item, the product or the node. The node's attributes win over the item's.
-- Links are read into narrow rows first (the fences see to it), and every unnested array has a condition on its elements:
-- without one the planner expects a hundred of each, and sorts where it should hash.
select
  item.product_entity_id, item.place, item.entity_id, item.field_set_id,
  coalesce(text_of(coalesce(item.own_attributes -> 'ItemId', item.product_attributes -> 'ItemId')), item.entity_id) as item_key,
  coalesce(
    text_of(coalesce(item.own_attributes -> 'ProductId', item.product_attributes -> 'ProductId')),
    item.product_entity_id) as product_key,
  link.link_type_id,
  node.entity_id as node_entity_id,
  node.node_key,
  item.own_attributes,
  item.product_attributes,
  node.attributes as node_attributes
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
join (
  select
    product.entity_id collate "C" as product_entity_id,
    item.place,
    link.data ->> 'SourceEntityId' collate "C" as node_entity_id,
    coalesce(link.data ->> 'LinkTypeId', '') collate "C" as link_type_id
  from (
    select
      data ->> 'EntityId' as entity_id,
      array_of(data -> 'InboundLinks') as links,
      array_of(data -> 'Items') as items
    from products
    where not deleted
    offset bigint '0'
  ) as product
  cross join lateral jsonb_array_elements(product.items) with ordinality as item (data, place)
  cross join lateral jsonb_array_elements(product.links || array_of(item.data -> 'InboundLinks')) as link (data)
  where jsonb_typeof(item.data) = 'object' and link.data ->> 'SourceEntityTypeId' = 'ChannelNode'
  union
  select target.product_entity_id, target.place, node.entity_id, node.link_type_id
  from (
    select
      node.data ->> 'EntityId' as entity_id,
      link.data ->> 'TargetEntityTypeId' as target_type,
      link.data ->> 'TargetEntityId' as target_id,
      coalesce(link.data ->> 'LinkTypeId', '') as link_type_id
    from channel_nodes as node
    cross join lateral jsonb_array_elements(array_of(node.data -> 'OutboundLinks')) as link (data)
    where not node.deleted and link.data ->> 'TargetEntityTypeId' in ('Product', 'Item')
    offset bigint '0'
  ) as node
  join (
    select product.entity_id as product_entity_id, item.place, named.target_type, named.target_id
    from (
      select data ->> 'EntityId' as entity_id, array_of(data -> 'Items') as items
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
  ) as target on target.target_type = node.target_type and target.target_id = node.target_id
) as link on link.product_entity_id = item.product_entity_id and link.place = item.place
join (
  select
    data ->> 'EntityId' collate "C" as entity_id,
    object_of(data -> 'Attributes') as attributes,
    coalesce(text_of(data -> 'Attributes' -> 'ChannelNodeId'), data ->> 'EntityId') as node_key
  from channel_nodes
  where not deleted
  offset bigint '0'
) as node on node.entity_id = link.node_entity_id
