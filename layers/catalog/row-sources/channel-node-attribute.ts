import type { RowSource } from '#core/export/row-source.ts';
import sql from './channel-node-attribute.sql' with { type: 'text' };

export const channelNodeAttribute: RowSource = {
  name: 'channel-node-attribute',
  title: 'A row for each attribute of a channel node, and for each locale that it has a text in',
  feeds: ['channel_nodes', 'attribute_file'],
  sql,
  fields: {
    EntityId: { column: 'entity_id', kind: 'text', title: 'The id of the node' },
    AttributeId: { column: 'attribute_id', kind: 'text', title: 'The id of the attribute' },
    AttributeName: {
      column: 'attribute_name',
      kind: 'json',
      title: 'The name of the attribute, in its locales',
    },
    DataType: { column: 'data_type', kind: 'text', title: 'The type of the attribute' },
    SortOrder: { column: 'sort_order', kind: 'text', title: 'The place of the attribute' },
    Locale: {
      column: 'locale',
      kind: 'text',
      title: 'The locale of the value; missing where it is the same in all',
    },
    Value: { column: 'value', kind: 'json', title: 'The value', labels: 'labels' },
  },
  attributes: ['attributes'],
  entities: [
    { type: 'attribute', column: 'attribute_id' },
    { type: 'category', column: 'node_key' },
  ],
  records: [
    { feed: 'channel_nodes', column: 'entity_id' },
    { feed: 'attribute_file', column: 'attribute_id' },
  ],
  order: ['entity_id', 'attribute_id', 'locale'],
};
