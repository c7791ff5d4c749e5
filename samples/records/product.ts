import { families, type Family } from '../catalogue/families.ts';
import { fill, text } from '../catalogue/text.ts';
import {
  brands,
  certifications,
  controlled,
  controlledMany,
  refrigerants,
  statuses,
} from '../catalogue/values.ts';
import type { Random } from '../random.ts';
import { familyNodeId } from './channel-nodes.ts';

export type ItemRecord = {
  EntityId: number;
  EntityTypeId: 'Item';
  FieldSetId: string | null;
  Attributes: Record<string, unknown>;
  Resources: unknown[];
  InboundLinks: unknown[];
  OutboundLinks: unknown[];
};

export type ProductRecord = {
  EntityId: number;
  EntityTypeId: 'Product';
  FieldSetId: string;
  Attributes: Record<string, unknown>;
  Items: ItemRecord[];
  Resources: unknown[];
  InboundLinks: unknown[];
  OutboundLinks: unknown[];
};

/** A made product with its items and pictures; its numbers follow from `id`, so that they never clash. */
export function buildProduct(random: Random, id: number): ProductRecord {
  const family = random.pick(families);
  const brandKey = random.pick(Object.keys(brands));
  const brand = brands[brandKey]!.en;
  const model = `${family.prefix}${random.integer(10, 99)}-${id % 1000}`;
  const sizes = random.pickSome(family.sizes, random.integer(1, 3));
  const title = fill(text('{brand} {model} {en}', '{es} {brand} {model}', '{fr} {brand} {model}'), {
    brand,
    model,
    en: family.name.en.toLowerCase(),
    es: family.name.es,
    fr: family.name['fr-CA'],
  });
  return {
    EntityId: id,
    EntityTypeId: 'Product',
    FieldSetId: family.id,
    Attributes: {
      ProductId: model,
      ProductName: title,
      ProductDescription: fill(family.description, { brand, model, size: sizes[0]! }),
      ProductBrand: controlled(brands, brandKey),
      ProductStatus: controlled(statuses, random.pick(['active', 'active', 'active', 'new'])),
      ProductCertifications: controlledMany(
        certifications,
        random.pickSome(Object.keys(certifications), random.integer(1, 3)),
      ),
      ...(family.refrigeration && describeRefrigeration(random)),
      ProductWarrantyYears: random.pick([1, 5, 10, 12]),
      ProductLaunchDate: `20${random.integer(18, 25)}-0${random.integer(1, 9)}-15T00:00:00Z`,
    },
    Items: sizes.map((size, index) => buildItem(random, family, id * 10 + index, model, size)),
    Resources: [buildPicture(id, model)],
    InboundLinks: [
      {
        LinkTypeId: 'ChannelNodeProducts',
        SourceEntityTypeId: 'ChannelNode',
        SourceEntityId: familyNodeId(family.id),
      },
    ],
    OutboundLinks: [],
  };
}

function describeRefrigeration(random: Random): Record<string, unknown> {
  return {
    ProductSeer2: random.integer(134, 228) / 10,
    ProductRefrigerant: controlled(refrigerants, random.pick(Object.keys(refrigerants))),
  };
}

function buildItem(random: Random, family: Family, id: number, model: string, size: string): ItemRecord {
  const [least, most] = family.listPrice;
  const priceCents = random.integer(least * 100, most * 100);
  const sku = `${model}-${size.replaceAll(/[^0-9a-z]/g, '')}`;
  return {
    EntityId: id,
    EntityTypeId: 'Item',
    FieldSetId: family.id,
    Attributes: {
      ItemId: sku,
      ItemName: fill(text('{en}, {size} {unit}', '{es}, {size} {unit}', '{fr}, {size} {unit}'), {
        en: family.name.en,
        es: family.name.es,
        fr: family.name['fr-CA'],
        size,
        unit: family.sizeUnit,
      }),
      ItemSize: `${size} ${family.sizeUnit}`,
      ItemUpc: `0${random.integer(10_000_000, 99_999_999)}${String(id).slice(-3)}`,
      ItemListPrice: priceCents / 100,
      // What costs more weighs more, about a pound for every twenty dollars.
      ItemWeightLb: Math.ceil((priceCents * random.integer(80, 120)) / 20_000) / 10,
      ItemEnabled: true,
    },
    Resources: [],
    InboundLinks: [],
    OutboundLinks: [],
  };
}

function buildPicture(productId: number, model: string): unknown {
  const filename = `${model.toLowerCase()}.jpg`;
  return {
    EntityId: productId + 300_000,
    EntityTypeId: 'Resource',
    Attributes: {
      ResourceFilename: filename,
      ResourceMimeType: 'image/jpeg',
      ResourceUrl: `https://media.example.com/catalogue/${filename}`,
    },
  };
}
