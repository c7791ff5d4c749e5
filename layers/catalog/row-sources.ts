import type { RowSource } from '#core/export/row-source.ts';
import { attribute } from './row-sources/attribute.ts';
import { attributeDecorator } from './row-sources/attribute-decorator.ts';
import { attributeSet } from './row-sources/attribute-set.ts';
import { attributeSetAttribute } from './row-sources/attribute-set-attribute.ts';
import { attributeValue } from './row-sources/attribute-value.ts';
import { channelNode } from './row-sources/channel-node.ts';
import { channelNodeAttribute } from './row-sources/channel-node-attribute.ts';
import { item } from './row-sources/item.ts';
import { itemAttribute } from './row-sources/item-attribute.ts';
import { itemChannelNode } from './row-sources/item-channel-node.ts';
import { itemItem } from './row-sources/item-item.ts';
import { itemResource } from './row-sources/item-resource.ts';
import { product } from './row-sources/product.ts';

/** Everything that the rows of a CSV can be. Adding one: a query and what it gives beside these, and a line here. */
export const rowSources: readonly RowSource[] = [
  product,
  item,
  itemAttribute,
  attribute,
  attributeValue,
  attributeSet,
  attributeSetAttribute,
  attributeDecorator,
  channelNode,
  channelNodeAttribute,
  itemChannelNode,
  itemResource,
  itemItem,
];
