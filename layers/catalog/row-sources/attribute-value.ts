import type { RowSource } from '#core/export/row-source.ts';
import sql from './attribute-value.sql' with { type: 'text' };

export const attributeValue: RowSource = {
  name: 'attribute-value',
  title: 'A row for each value that AttributeFile allows of an attribute',
  feeds: ['attribute_file'],
  sql,
  fields: {
    AttributeId: { column: 'attribute_id', kind: 'text', title: 'The id of the attribute' },
    EntityTypeId: {
      column: 'entity_type_id',
      kind: 'text',
      title: 'What has the attribute: Product, Item, …',
    },
    AttributeName: {
      column: 'attribute_name',
      kind: 'json',
      title: 'The name of the attribute, in its locales',
    },
    DataType: { column: 'data_type', kind: 'text', title: 'The type of the attribute' },
    ValueKey: { column: 'value_key', kind: 'text', title: 'The key of the value' },
    Label: {
      column: 'label',
      kind: 'json',
      title: 'The label of the value, in its locales where it has some',
    },
  },
  attributes: [],
  entities: [{ type: 'attribute', column: 'attribute_id' }],
  records: [{ feed: 'attribute_file', column: 'attribute_id' }],
  order: ['attribute_id', 'value_key'],
};
