import type { RowSource } from '#core/export/row-source.ts';
import { itemEntities, itemFields, itemOrder, itemRecord } from './item-fields.ts';
import sql from './item-item.sql' with { type: 'text' };

export const itemItem: RowSource = {
  name: 'item-item',
  title: 'A row for each link of an item or its product, and each item that it leads to',
  feeds: ['products', 'attribute_file'],
  sql,
  fields: {
    ...itemFields,
    LinkTypeId: { column: 'link_type_id', kind: 'text', title: 'The type of the link' },
    Position: {
      column: 'link_position',
      kind: 'text',
      title: 'The place of the link among those of the item',
    },
    TargetEntityId: {
      column: 'target_entity_id',
      kind: 'text',
      title: 'The id of the item that it is linked to',
    },
    TargetItemId: { column: 'target_item_id', kind: 'json', title: 'The ItemId of that item' },
    TargetProductEntityId: {
      column: 'target_product_entity_id',
      kind: 'text',
      title: 'The id of the product of that item',
    },
    TargetProductId: { column: 'target_product_id', kind: 'json', title: 'The ProductId of that product' },
  },
  attributes: ['own_attributes', 'product_attributes'],
  entities: itemEntities,
  records: [
    { ...itemRecord, members: ['OutboundLinks'] },
    {
      feed: 'products',
      column: 'target_product_entity_id',
      element: { member: 'Items', column: 'target_entity_id' },
    },
  ],
  order: [...itemOrder, 'link_place', 'target_product_entity_id', 'target_place'],
};
