-- One row for each live channel node. Its parent is the first live node that it names among its InboundLinks, else the first
-- by id that names it among its OutboundLinks.
select
  node.entity_id,
  node.field_set_id,
  node.attributes,
  node.node_key,
  parent.entity_id as parent_entity_id,
  parent.node_key as parent_node_key
from (
  select
    data ->> 'EntityId' collate "C" as entity_id,
    data ->> 'FieldSetId' as field_set_id,
    object_of(data -> 'Attributes') as attributes,
    coalesce(text_of(data -> 'Attributes' -> 'ChannelNodeId'), data ->> 'EntityId') as node_key
  from channel_nodes
  where not deleted
) as node
left join (
  select distinct on (link.child_id)
    link.child_id,
    parent.data ->> 'EntityId' collate "C" as entity_id,
    coalesce(text_of(parent.data -> 'Attributes' -> 'ChannelNodeId'), parent.data ->> 'EntityId') as node_key
  from (
    select
      child.data ->> 'EntityId' collate "C" as child_id,
      inbound.data ->> 'SourceEntityId' as parent_id,
      inbound.place
    from channel_nodes as child
    cross join lateral jsonb_array_elements(array_of(child.data -> 'InboundLinks')) with ordinality as inbound (data, place)
    where not child.deleted and inbound.data ->> 'SourceEntityTypeId' = 'ChannelNode'
    union all
    select outbound.data ->> 'TargetEntityId', parent.data ->> 'EntityId', null
    from channel_nodes as parent
    cross join lateral jsonb_array_elements(array_of(parent.data -> 'OutboundLinks')) as outbound (data)
    where not parent.deleted and outbound.data ->> 'TargetEntityTypeId' = 'ChannelNode'
  ) as link
  join channel_nodes as parent on parent.data ->> 'EntityId' = link.parent_id and not parent.deleted
  where link.parent_id <> link.child_id
  order by link.child_id, link.place, parent.data ->> 'EntityId' collate "C"
) as parent on parent.child_id = node.entity_id
