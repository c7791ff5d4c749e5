import type { RowSource } from '#core/export/row-source.ts';
import sql from './attribute-set-attribute.sql' with { type: 'text' };

export const attributeSetAttribute: RowSource = {
  name: 'attribute-set-attribute',
  title: 'A row for each attribute of a field set',
  feeds: ['attribute_file'],
  sql,
  fields: {
    FieldSetId: { column: 'field_set_id', kind: 'text', title: 'The id of the field set' },
    FieldSetName: {
      column: 'field_set_name',
      kind: 'json',
      title: 'The name of the field set, in its locales',
    },
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
    SortOrder: { column: 'sort_order', kind: 'text', title: 'The place of the attribute' },
  },
  attributes: [],
  entities: [{ type: 'attribute', column: 'attribute_id' }],
  records: [{ feed: 'attribute_file', column: 'attribute_id' }],
  order: ['field_set_id', 'attribute_id'],
};
