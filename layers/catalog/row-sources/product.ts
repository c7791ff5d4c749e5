import type { RowSource } from '#core/export/row-source.ts';
import sql from './product.sql' with { type: 'text' };

export const product: RowSource = {
  name: 'product',
  title: 'A row for each live product',
  feeds: ['products', 'attribute_file'],
  sql,
  fields: {
    EntityId: { column: 'entity_id', kind: 'text', title: 'The id of the product' },
    FieldSetId: { column: 'field_set_id', kind: 'text', title: 'The field set of the product' },
    ItemCount: { column: 'item_count', kind: 'text', title: 'How many items it has' },
  },
  attributes: ['attributes'],
  entities: [{ type: 'product', column: 'product_key' }],
  records: [{ feed: 'products', column: 'entity_id' }],
  order: ['entity_id'],
};
