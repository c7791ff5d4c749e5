import type { RowSource } from '#core/export/row-source.ts';
import { itemEntities, itemFields, itemOrder, itemRecord } from './item-fields.ts';
import sql from './item-resource.sql' with { type: 'text' };

export const itemResource: RowSource = {
  name: 'item-resource',
  title: 'A row for each resource of an item, its own before those of its product',
  feeds: ['products', 'attribute_file'],
  sql,
  fields: {
    ...itemFields,
    ResourceEntityId: { column: 'resource_entity_id', kind: 'text', title: 'The id of the resource' },
    Position: {
      column: 'resource_position',
      kind: 'text',
      title: 'Its place among the resources of the item',
    },
    Owner: { column: 'owner', kind: 'text', title: 'Whose resource it is: `Item` or `Product`' },
  },
  attributes: ['resource_attributes', 'own_attributes', 'product_attributes'],
  entities: itemEntities,
  records: [{ ...itemRecord, members: ['Resources'] }],
  order: [...itemOrder, 'resource_place'],
};
