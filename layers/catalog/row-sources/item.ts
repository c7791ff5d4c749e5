import type { RowSource } from '#core/export/row-source.ts';
import { itemEntities, itemFields, itemOrder, itemRecord } from './item-fields.ts';
import sql from './item.sql' with { type: 'text' };

export const item: RowSource = {
  name: 'item',
  title: 'A row for each item of a live product',
  feeds: ['products', 'attribute_file'],
  sql,
  fields: {
    ...itemFields,
  },
  attributes: ['own_attributes', 'product_attributes'],
  entities: itemEntities,
  records: [itemRecord],
  order: itemOrder,
};
