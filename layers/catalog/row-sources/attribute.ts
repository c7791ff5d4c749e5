import type { RowSource } from '#core/export/row-source.ts';
import sql from './attribute.sql' with { type: 'text' };

export const attribute: RowSource = {
  name: 'attribute',
  title: 'A row for each attribute that AttributeFile declares',
  feeds: ['attribute_file'],
  sql,
  fields: {
    AttributeId: { column: 'attribute_id', kind: 'text', title: 'The id of the attribute' },
    EntityTypeId: {
      column: 'entity_type_id',
      kind: 'text',
      title: 'What has the attribute: Product, Item, …',
    },
    Name: { column: 'name', kind: 'json', title: 'Its name, in its locales' },
    Description: { column: 'description', kind: 'json', title: 'Its description, in its locales' },
    DataType: { column: 'data_type', kind: 'text', title: 'Its type' },
    SortOrder: { column: 'sort_order', kind: 'text', title: 'Its place' },
    IsMultiValue: {
      column: 'is_multi_value',
      kind: 'text',
      title: 'Whether it has several values: `true` or `false`',
    },
    FieldSetIds: {
      column: 'field_set_ids',
      kind: 'text',
      title: 'The field sets that have it, with | between them',
    },
  },
  attributes: [],
  entities: [{ type: 'attribute', column: 'attribute_id' }],
  records: [{ feed: 'attribute_file', column: 'attribute_id' }],
  order: ['attribute_id'],
};
