import type { RowField, RowRecord, RowSource } from '#core/export/row-source.ts';

/** What every row source of items has of an item and its product. */
export const itemFields: Readonly<Record<string, RowField>> = {
  EntityId: { column: 'entity_id', kind: 'text', title: 'The id of the item' },
  FieldSetId: {
    column: 'field_set_id',
    kind: 'text',
    title: 'The field set of the item, else that of its product',
  },
  ProductEntityId: { column: 'product_entity_id', kind: 'text', title: 'The id of the product' },
};

/** What decorators may hang on an item. */
export const itemEntities: RowSource['entities'] = [
  { type: 'item', column: 'item_key' },
  { type: 'product', column: 'product_key' },
];

/** An item once, in the order of its product. */
export const itemOrder: readonly string[] = ['product_entity_id', 'place'];

/** The product of an item, and which of its items it is. */
export const itemRecord: RowRecord = {
  feed: 'products',
  column: 'product_entity_id',
  element: { member: 'Items', column: 'entity_id' },
};
