import type { RowSource } from '#core/export/row-source.ts';
import { itemEntities, itemFields, itemOrder, itemRecord } from './item-fields.ts';
import sql from './item-attribute.sql' with { type: 'text' };

export const itemAttribute: RowSource = {
  name: 'item-attribute',
  title: 'A row for each attribute of an item, and for each locale that it has a text in',
  feeds: ['products', 'attribute_file'],
  sql,
  fields: {
    ...itemFields,
    AttributeId: { column: 'attribute_id', kind: 'text', title: 'The id of the attribute' },
    AttributeName: {
      column: 'attribute_name',
      kind: 'json',
      title: 'The name of the attribute, in its locales',
    },
    AttributeEntityTypeId: {
      column: 'attribute_entity_type_id',
      kind: 'text',
      title: 'What the attribute is declared for',
    },
    DataType: { column: 'data_type', kind: 'text', title: 'The type of the attribute' },
    SortOrder: { column: 'sort_order', kind: 'text', title: 'The place of the attribute' },
    Locale: {
      column: 'locale',
      kind: 'text',
      title: 'The locale of the value; missing where it is the same in all',
    },
    Value: { column: 'value', kind: 'json', title: 'The value', labels: 'labels' },
    Unit: {
      column: 'unit',
      kind: 'json',
      title: 'The value of the attribute of the same name with `Unit` after it',
      labels: 'unit_labels',
    },
  },
  attributes: ['attributes'],
  entities: [{ type: 'attribute', column: 'attribute_id' }, ...itemEntities],
  records: [itemRecord, { feed: 'attribute_file', column: 'attribute_id' }],
  order: [...itemOrder, 'attribute_id', 'locale'],
};
