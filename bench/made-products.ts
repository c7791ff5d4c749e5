/**
 * One product of about 500 bytes as a line, the same for the same numbers.
 * @param revision goes into its values: another one changes the record
 */
export function makeProductLine(entityId: number, revision: number): string {
  const product = {
    EntityId: entityId,
    EntityTypeId: 'Product',
    FieldSetId: 'compressors',
    Attributes: {
      ProductId: `P-${entityId}`,
      ProductName: {
        en: `Scroll compressor ${entityId}`,
        es: `Compresor ${entityId}`,
        'fr-CA': `Compresseur ${entityId}`,
      },
      ProductWeight: (entityId % 900) / 10,
      ProductRevision: revision,
      ProductBrand: { key: `brand-${entityId % 40}`, value: `Brand ${entityId % 40}` },
    },
    Items: [
      { EntityId: 10_000_000 + entityId, EntityTypeId: 'Item', Attributes: { ItemId: `I-${entityId}` } },
    ],
    Resources: [],
    InboundLinks: [
      { LinkTypeId: 'ChannelNodeProducts', SourceEntityTypeId: 'ChannelNode', SourceEntityId: 1 },
    ],
    OutboundLinks: [],
  };
  return `${JSON.stringify(product)}\n`;
}

const words = (
  'scroll copper variable brazed inverter outdoor rated coil motor bracket valve pressure filter heat pump furnace ' +
  'condenser split ducted thermostat relay gasket sealed capacity cooling heating efficiency seasonal refrigerant ' +
  'replacement universal assembly mounting stainless galvanized insulated commercial residential vertical horizontal'
).split(' ');

/** One product of about 2.2 kB: what a distributor's catalogue has of one, texts in three languages included. */
export function makeWideProductLine(entityId: number, revision: number): string {
  let state = entityId * 2 + 1;
  const sentence = (length: number): string =>
    Array.from({ length }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return words[state % words.length];
    }).join(' ');
  const product = {
    EntityId: entityId,
    EntityTypeId: 'Product',
    FieldSetId: 'compressors',
    Attributes: {
      ProductId: `P-${entityId}`,
      ProductName: { en: sentence(6), es: sentence(6), 'fr-CA': sentence(6) },
      ProductDescription: { en: sentence(40), es: sentence(40), 'fr-CA': sentence(40) },
      ...Object.fromEntries(
        Array.from({ length: 24 }, (_, index) => [
          `ProductField${index}`,
          `${(entityId * (index + 3)) % 9_973}`,
        ]),
      ),
      ProductRevision: revision,
    },
    Items: [
      { EntityId: 10_000_000 + entityId, EntityTypeId: 'Item', Attributes: { ItemId: `I-${entityId}` } },
    ],
    Resources: [],
    InboundLinks: [],
    OutboundLinks: [],
  };
  return `${JSON.stringify(product)}\n`;
}

/** One product of a thousand fields, about 20 kB. */
export function makeFieldRichProductLine(entityId: number, revision: number): string {
  const fields = Array.from({ length: 1_000 }, (_, index) => [
    `ProductField${index}`,
    `${(entityId * (index + 3)) % 9_973}`,
  ]);
  const product = {
    EntityId: entityId,
    EntityTypeId: 'Product',
    Attributes: { ...Object.fromEntries(fields), ProductRevision: revision },
    Items: [],
  };
  return `${JSON.stringify(product)}\n`;
}
