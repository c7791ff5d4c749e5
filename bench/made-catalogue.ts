/** Nodes of the channel tree. */
export const nodes = 400;
const locales = ['en', 'es', 'fr-CA'] as const;
const plainAttributes = 7;
const localized = ['ProductName', 'ProductDescription'] as const;
const brands = 40;

/**
 * One product with one or two items, 1.26 on average, and 19 attribute values for each item: what 17 CSVs are made of.
 * The same for the same number.
 */
export function makeCatalogueLine(product: number): string {
  const items = Array.from({ length: product % 50 < 13 ? 2 : 1 }, (_, place) => makeItem(product, place));
  const line = {
    EntityId: product,
    EntityTypeId: 'Product',
    FieldSetId: `set-${product % 60}`,
    Attributes: {
      ProductId: `P-${product}`,
      ...Object.fromEntries(
        localized.map((name) => [
          name,
          Object.fromEntries(
            locales.map((locale) => [locale, `${name} ${product} in ${locale}, "quoted", and more`]),
          ),
        ]),
      ),
      ProductBrand: { key: `brand-${product % brands}`, value: `Brand ${product % brands}` },
      ...Object.fromEntries(
        Array.from({ length: plainAttributes }, (_, index) => [
          `ProductField${index}`,
          (product * (index + 3)) % 9973,
        ]),
      ),
    },
    Items: items,
    Resources: [],
    InboundLinks: [0, 1].map((place) => ({
      LinkTypeId: 'ChannelNodeProducts',
      SourceEntityTypeId: 'ChannelNode',
      SourceEntityId: 1_000_000 + ((product + place * 7) % nodes),
    })),
    OutboundLinks: [],
  };
  return `${JSON.stringify(line)}\n`;
}

function makeItem(product: number, place: number): unknown {
  const number = product * 2 + place;
  return {
    EntityId: 10_000_000 + number,
    EntityTypeId: 'Item',
    Attributes: {
      ItemId: `I-${number}`,
      ItemName: `Item ${number}`,
      ItemListPrice: (number % 9000) / 10,
      ItemEnabled: true,
    },
    Resources: [
      {
        EntityId: 50_000_000 + number,
        EntityTypeId: 'Resource',
        Attributes: {
          ResourceFilename: `${number}.jpg`,
          ResourceMimeType: 'image/jpeg',
          ResourceUrl: `https://media.example.invalid/${number}.jpg`,
        },
      },
    ],
    InboundLinks: [],
    OutboundLinks: [],
  };
}

/** A node of the tree, below the first. */
export function makeNodeLine(node: number): string {
  const line = {
    EntityId: 1_000_000 + node,
    EntityTypeId: 'ChannelNode',
    Attributes: {
      ChannelNodeId: `node-${node}`,
      ChannelNodeName: { en: `Node ${node}` },
      ChannelNodePath: `root/${node}`,
    },
    InboundLinks: [],
    OutboundLinks: [],
  };
  return `${JSON.stringify(line)}\n`;
}

/** What the attributes of these products and items are. */
export function makeAttributeFile(): string {
  const attribute = (id: string, dataType: string, more: Record<string, unknown> = {}) => ({
    AttributeId: id,
    Name: { stringMap: { en: id } },
    SortOrder: 10,
    DataType: dataType,
    AvailableFieldsets: Array.from({ length: 60 }, (_, set) => ({
      Id: `set-${set}`,
      Name: { stringMap: { en: `Set ${set}` } },
    })),
    ...more,
  });
  const labels = Object.fromEntries(
    Array.from({ length: brands }, (_, brand) => [`brand-${brand}`, `Brand ${brand}`]),
  );
  const product = [
    attribute('ProductId', 'String'),
    ...localized.map((name) => attribute(name, 'LocaleString')),
    attribute('ProductBrand', 'CVLString', { IsMultiValue: false, AllowedValues: labels }),
    ...Array.from({ length: plainAttributes }, (_, index) => attribute(`ProductField${index}`, 'Integer')),
  ];
  const item = [
    attribute('ItemId', 'String'),
    attribute('ItemName', 'String'),
    attribute('ItemListPrice', 'Double'),
    attribute('ItemEnabled', 'Boolean'),
  ];
  return JSON.stringify([
    { EntityTypeId: 'Product', Attributes: product },
    { EntityTypeId: 'Item', Attributes: item },
  ]);
}
