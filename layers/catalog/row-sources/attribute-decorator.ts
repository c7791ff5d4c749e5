import type { RowSource } from '#core/export/row-source.ts';
import sql from './attribute-decorator.sql' with { type: 'text' };

export const attributeDecorator: RowSource = {
  name: 'attribute-decorator',
  title: 'A row for each decorator of an attribute that AttributeFile declares',
  feeds: ['attribute_file'],
  sql,
  fields: {
    AttributeId: { column: 'attribute_id', kind: 'text', title: 'The id of the attribute' },
    EntityTypeId: {
      column: 'entity_type_id',
      kind: 'text',
      title: 'What has the attribute: Product, Item, …',
    },
    Name: { column: 'name', kind: 'json', title: 'The name of the attribute, in its locales' },
    DataType: { column: 'data_type', kind: 'text', title: 'The type of the attribute' },
    SortOrder: { column: 'sort_order', kind: 'text', title: 'The place of the attribute' },
    DecoratorType: { column: 'decorator_type', kind: 'text', title: 'The type of the decorator' },
    DecoratorValue: { column: 'decorator_value', kind: 'text', title: 'The value of the decorator' },
    DecoratorSource: { column: 'source', kind: 'text', title: 'Where the decorator comes from' },
  },
  attributes: [],
  entities: [{ type: 'attribute', column: 'attribute_id' }],
  records: [{ feed: 'attribute_file', column: 'attribute_id' }],
  order: ['attribute_id', 'decorator_type', 'decorator_id'],
};
