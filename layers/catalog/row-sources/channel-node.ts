import type { RowSource } from '#core/export/row-source.ts';
import sql from './channel-node.sql' with { type: 'text' };

export const channelNode: RowSource = {
  name: 'channel-node',
  title: 'A row for each live channel node',
  feeds: ['channel_nodes', 'attribute_file'],
  sql,
  fields: {
    EntityId: { column: 'entity_id', kind: 'text', title: 'The id of the node' },
    FieldSetId: { column: 'field_set_id', kind: 'text', title: 'The field set of the node' },
    ParentEntityId: { column: 'parent_entity_id', kind: 'text', title: 'The id of the node above it' },
    ParentNodeId: {
      column: 'parent_node_key',
      kind: 'text',
      title: 'The ChannelNodeId of the node above it, else its id',
    },
  },
  attributes: ['attributes'],
  entities: [{ type: 'category', column: 'node_key' }],
  records: [{ feed: 'channel_nodes', column: 'entity_id', members: ['InboundLinks', 'OutboundLinks'] }],
  order: ['entity_id'],
};
