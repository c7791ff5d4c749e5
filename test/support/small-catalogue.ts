import { jsonl } from './unit-bench.ts';

const setOf = (id: string) => ({ Id: id, Name: { stringMap: { en: id.toUpperCase() } } });
const attribute = (AttributeId: string, DataType: string, more: Record<string, unknown> = {}) => ({
  AttributeId,
  Name: { stringMap: { en: `${AttributeId} in English`, 'fr-CA': `${AttributeId} en français` } },
  SortOrder: 10,
  DataType,
  AvailableFieldsets: [setOf('valves')],
  ...more,
});
const colors = { red: 'Red', blue: 'Blue, "deep"' };

/** Two live products with three items, one deleted product, two channel nodes, and what their attributes are. */
export function smallCatalogue(unit: string): { key: string; content: string }[] {
  const attributeFile = [
    {
      EntityTypeId: 'Product',
      Attributes: [
        attribute('ProductId', 'String'),
        attribute('ProductName', 'LocaleString'),
        attribute('ProductColor', 'CVLString', { IsMultiValue: true, AllowedValues: colors }),
        attribute('ProductWeight', 'Double'),
      ],
    },
    {
      EntityTypeId: 'Item',
      Attributes: [attribute('ItemId', 'String'), attribute('ItemName', 'LocaleString')],
    },
  ];
  const node = (EntityId: number, id: string, parent: number | null) => ({
    EntityId,
    EntityTypeId: 'ChannelNode',
    Attributes: { ChannelNodeId: id, ChannelNodeName: { en: `Node ${id}` }, ChannelNodePath: `root/${id}` },
    InboundLinks:
      parent === null
        ? []
        : [
            {
              LinkTypeId: 'ChannelNodeChannelNodes',
              SourceEntityTypeId: 'ChannelNode',
              SourceEntityId: parent,
            },
          ],
    OutboundLinks: [],
  });
  const item = (
    EntityId: number,
    Attributes: Record<string, unknown>,
    more: Record<string, unknown> = {},
  ) => ({
    EntityId,
    EntityTypeId: 'Item',
    Attributes,
    Resources: [],
    InboundLinks: [],
    OutboundLinks: [],
    ...more,
  });
  const inNode = {
    LinkTypeId: 'ChannelNodeProducts',
    SourceEntityTypeId: 'ChannelNode',
    SourceEntityId: 501,
  };
  const picture = {
    EntityId: 900,
    EntityTypeId: 'Resource',
    Attributes: {
      ResourceFilename: 'ball-valve.jpg',
      ResourceMimeType: 'image/jpeg',
      ResourceUrl: 'https://x.example/1',
    },
  };
  const products = [
    {
      EntityId: 1,
      EntityTypeId: 'Product',
      FieldSetId: 'valves',
      Attributes: {
        ProductId: 'P-1',
        ProductName: { en: 'Ball valve, 1/2"', 'fr-CA': 'Robinet\nà bille' },
        ProductColor: { keys: ['red', 'blue'], values: ['old red', 'old blue'] },
        ProductWeight: 1.5,
        ProductWeightUnit: 'lb',
        ShortDescription: 'Full port',
      },
      Items: [
        item(11, { ItemId: 'I-1', ItemName: { en: 'Brass' } }, { Resources: [picture] }),
        item(
          12,
          { ItemId: 'I-2', ProductWeight: 2 },
          {
            OutboundLinks: [{ LinkTypeId: 'ItemAccessory', TargetEntityTypeId: 'Item', TargetEntityId: 21 }],
          },
        ),
      ],
      Resources: [],
      InboundLinks: [inNode],
      OutboundLinks: [],
    },
    {
      EntityId: 2,
      EntityTypeId: 'Product',
      FieldSetId: 'valves',
      Attributes: { ProductId: 'P-2', ProductName: { 'fr-CA': 'Sans anglais' } },
      Items: [item(21, { ItemId: 'I-3' })],
      Resources: [],
      InboundLinks: [],
      OutboundLinks: [],
    },
    {
      EntityId: 3,
      EntityTypeId: 'Product',
      Attributes: { ProductId: 'P-3' },
      Items: [item(31, { ItemId: 'I-9' })],
    },
  ];
  return [
    { key: 'SHARED/AttributeFile.json', content: JSON.stringify(attributeFile) },
    {
      key: `${unit}/CHANNEL/ChannelNode_1_20260303080000.jsonl`,
      content: jsonl(node(500, 'root', null), node(501, 'valves', 500)),
    },
    { key: `${unit}/PRODUCT/2026/03/ecommerce_1_20260303080100.jsonl`, content: jsonl(...products) },
    {
      key: `${unit}/PRODUCT/2026/03/ecommerce_2_20260303080200.jsonl`,
      content: jsonl({ EntityId: 3, Deleted: true }),
    },
  ];
}
