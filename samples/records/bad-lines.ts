import type { ProductRecord } from './product.ts';

/** A line that was cut short on its way, as a full disk leaves it. */
export function cutShort(product: ProductRecord): string {
  return JSON.stringify(product).slice(0, 140);
}

/** A product without its id: nobody can say which record it would change. */
export function withoutId(product: ProductRecord): string {
  const { EntityId: _, ...rest } = product;
  return JSON.stringify({ ...rest, Items: [], Resources: [] });
}

/** A character that JSON can write and PostgreSQL cannot store. */
export function withNulCharacter(product: ProductRecord): string {
  return JSON.stringify({
    EntityId: product.EntityId,
    EntityTypeId: 'Product',
    Attributes: { ProductPromotion: { en: 'Free\u0000 shipping' } },
  });
}

/** A number that would need 131,072 digits. */
export function withHugeNumber(product: ProductRecord): string {
  return `{"EntityId":${product.EntityId},"EntityTypeId":"Product","Attributes":{"ProductSeer2":1e131071}}`;
}
