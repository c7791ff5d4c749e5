import type { RowSource } from '#core/export/row-source.ts';
import { itemEntities, itemFields, itemOrder, itemRecord } from './item-fields.ts';
import sql from './item-channel-node.sql' with { type: 'text' };

export const itemChannelNode: RowSource = {
  name: 'item-channel-node',
  title: 'A row for each item and each channel node that it or its product is linked to',
  feeds: ['products', 'channel_nodes', 'attribute_file'],
  sql,
  fields: {
    ...itemFields,
    NodeEntityId: { column: 'node_entity_id', kind: 'text', title: 'The id of the node' },
    LinkTypeId: { column: 'link_type_id', kind: 'text', title: 'The type of the link' },
  },
  attributes: ['node_attributes', 'own_attributes', 'product_attributes'],
  entities: [...itemEntities, { type: 'category', column: 'node_key' }],
  records: [
    { ...itemRecord, members: ['InboundLinks'] },
    { feed: 'channel_nodes', column: 'node_entity_id', members: ['OutboundLinks'] },
  ],
  order: [...itemOrder, 'node_entity_id', 'link_type_id'],
};
