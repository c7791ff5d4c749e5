-- One row for each attribute of each live channel node; a locale map has a row for each of its locales.
select
  node.*,
  coalesce(text_of(node.attributes -> 'ChannelNodeId'), node.entity_id) as node_key,
  each.attribute_id collate "C" as attribute_id,
  each.locale collate "C" as locale,
  each.value,
  attribute.labels,
  attribute.name as attribute_name,
  attribute.data_type,
  attribute.sort_order
from (
  select
    data ->> 'EntityId' collate "C" as entity_id,
    object_of(data -> 'Attributes') as attributes
  from channel_nodes
  where not deleted
  offset bigint '0'
) as node
cross join lateral attribute_values(node.attributes) as each
left join (
  select
    data ->> 'AttributeId' as id,
    data -> 'AllowedValues' as labels,
    data -> 'Name' as name,
    data ->> 'DataType' as data_type,
    data ->> 'SortOrder' as sort_order
  from attribute_file
  where not deleted
) as attribute on attribute.id = each.attribute_id
