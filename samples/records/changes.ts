import { controlled, statuses } from '../catalogue/values.ts';
import { text } from '../catalogue/text.ts';
import type { Random } from '../random.ts';
import type { ProductRecord } from './product.ts';

/** The whole product with new prices for its items; the record itself is changed too. */
export function raisePrices(random: Random, product: ProductRecord): ProductRecord {
  const percent = random.integer(2, 9);
  for (const item of product.Items) {
    const price = Number(item.Attributes['ItemListPrice']);
    item.Attributes['ItemListPrice'] = Math.round(price * (100 + percent)) / 100;
  }
  return product;
}

/** A line that names only what changes: under the merge policy `patch` all else stays. */
export function patchAttributes(product: ProductRecord, attributes: Record<string, unknown>): object {
  return { EntityId: product.EntityId, EntityTypeId: 'Product', Attributes: attributes };
}

export function lastChance(product: ProductRecord): object {
  return patchAttributes(product, { ProductStatus: controlled(statuses, 'last_chance') });
}

export function promote(product: ProductRecord): object {
  return patchAttributes(product, {
    ProductPromotion: text(
      'Spring promotion: buy ten, get one free',
      'Promoción de primavera: compre diez y lleve uno gratis',
      'Promotion du printemps : dix achetés, un gratuit',
    ),
  });
}

/** A null clears the attribute. */
export function endPromotion(product: ProductRecord): object {
  return patchAttributes(product, { ProductPromotion: null });
}

/** The line that deletes a product. */
export function tombstone(product: ProductRecord): object {
  return {
    EntityId: product.EntityId,
    EntityTypeId: 'Product',
    FieldSetId: null,
    Attributes: null,
    Items: [],
    Resources: [],
    InboundLinks: [],
    OutboundLinks: [],
    Deleted: true,
  };
}
