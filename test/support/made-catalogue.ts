type Json = Record<string, unknown>;

const link = (side: 'Source' | 'Target', type: string, entity: string, id: unknown): Json => ({
  LinkTypeId: type,
  [`${side}EntityTypeId`]: entity,
  [`${side}EntityId`]: id,
});

/** Two nodes under a root, and one that is deleted. The second node alone says that it has product 2. */
const nodes: Json[] = [
  { EntityId: 900, EntityTypeId: 'ChannelNode', Attributes: { ChannelNodeId: 'root' } },
  {
    EntityId: 901,
    EntityTypeId: 'ChannelNode',
    FieldSetId: 'category',
    Attributes: { ChannelNodeId: 'pumps', ChannelNodeName: { en: 'Pumps', es: 'Bombas' } },
    InboundLinks: [link('Source', 'ChannelNodeChannelNodes', 'ChannelNode', 900)],
    OutboundLinks: [link('Target', 'ChannelNodeProducts', 'Product', 1)],
  },
  {
    EntityId: 902,
    EntityTypeId: 'ChannelNode',
    Attributes: { ChannelNodeSortOrder: 20 },
    InboundLinks: 'none',
    OutboundLinks: [link('Target', 'ChannelNodeProducts', 'Product', 2), 'odd', null],
  },
  { EntityId: 903, EntityTypeId: 'ChannelNode', Attributes: { ChannelNodeId: 'gone' } },
];

const products: Json[] = [
  {
    EntityId: 1,
    EntityTypeId: 'Product',
    FieldSetId: 'pumps',
    Attributes: {
      ProductId: 'P-1',
      ProductName: { en: 'Pump, small', es: 'Bomba' },
      ProductColor: { key: 'red', value: 'Red then' },
      ProductMarks: { keys: ['ul', 'csa'], values: ['UL then', 'CSA'] },
    },
    Items: [
      {
        EntityId: 11,
        EntityTypeId: 'Item',
        Attributes: { ItemId: 'I-1', ItemWeight: 12.5, ItemWeightUnit: { key: 'lb', value: 'pound' } },
        Resources: [{ EntityId: 501, Attributes: { ResourceUrl: 'https://example.com/own.jpg' } }],
      },
      {
        EntityId: 12,
        EntityTypeId: 'Item',
        FieldSetId: 'small_pumps',
        Attributes: { ItemId: 'I-2', ProductName: 'Its own name' },
        OutboundLinks: [link('Target', 'ItemRelated', 'Item', 11)],
      },
    ],
    Resources: [
      { EntityId: 501, Attributes: { ResourceUrl: 'https://example.com/of-product.jpg' } },
      { EntityId: 502, Attributes: { ResourceUrl: 'https://example.com/more.jpg' } },
    ],
    InboundLinks: [
      link('Source', 'ChannelNodeProducts', 'ChannelNode', 901),
      link('Source', 'ChannelNodeProducts', 'ChannelNode', 903),
    ],
    OutboundLinks: [
      link('Target', 'ProductRelated', 'Product', 2),
      link('Target', 'ProductRelated', 'Product', 9),
    ],
  },
  {
    EntityId: 2,
    EntityTypeId: 'Product',
    Attributes: { ProductId: 'P-2' },
    Items: [{ EntityId: 21, Attributes: { ItemId: '=I-3', ItemEnabled: true } }],
  },
  { EntityId: 9, EntityTypeId: 'Product', Attributes: { ProductId: 'P-9' }, Items: [{ EntityId: 91 }] },
  // What no exporter should write, and some do.
  {
    EntityId: 31,
    Attributes: 'none',
    Items: { EntityId: 311 },
    Resources: 5,
    InboundLinks: {},
    OutboundLinks: 'x',
  },
  {
    EntityId: 32,
    Attributes: [],
    Items: [1, 'two', null, [], { EntityId: 321, Attributes: 7, Resources: {} }],
  },
  {
    EntityId: 33,
    Items: [{ Attributes: { Odd: [], ItemName: {} } }],
    Resources: [3, {}],
    OutboundLinks: [{}],
  },
];

const sets = [{ Id: 'pumps', Name: { stringMap: { en: 'Pumps', es: 'Bombas' } } }];

const attributes: Json[] = [
  {
    EntityTypeId: 'Product',
    AttributeId: 'ProductColor',
    Name: { stringMap: { en: 'Color', es: 'Color (es)' } },
    SortOrder: 10,
    DataType: 'CVLString',
    AllowedValues: { red: 'Red today', blue: { stringMap: { en: 'Blue', es: 'Azul' } } },
    AvailableFieldsets: sets,
  },
  {
    EntityTypeId: 'Product',
    AttributeId: 'ProductMarks',
    DataType: 'CVLString',
    IsMultiValue: true,
    AllowedValues: { ul: 'UL today' },
    AvailableFieldsets: [...sets, { Id: 'valves' }],
  },
  {
    EntityTypeId: 'Item',
    AttributeId: 'ItemWeight',
    Name: 'Weight',
    DataType: 'Double',
    AvailableFieldsets: 'all',
  },
  {
    EntityTypeId: 'Item',
    AttributeId: 'ItemWeightUnit',
    AllowedValues: { lb: 'lb' },
    AvailableFieldsets: [7, {}],
  },
  { EntityTypeId: 'Item', AttributeId: 'Odd', Name: [], AllowedValues: ['a'], SortOrder: {} },
];

const decorators = [
  ['attribute', 'ProductColor', 'purpose', 'searchable'],
  ['attribute', 'ProductColor', 'purpose', 'filterable'],
  ['attribute', 'Nobody', 'purpose', 'searchable'],
  ['item', 'I-1', 'group', 'G1'],
  ['product', 'P-1', 'group', 'of the product'],
  ['item', '321', 'group', 'by its EntityId'],
  ['category', 'pumps', 'group', 'of the node'],
];

/**
 * Statements, each with its values, that fill a unit's schema with a small catalogue: three live products that are as they
 * should be, three that are not, one deleted product and one deleted node.
 */
export const madeCatalogue: readonly [statement: string, values: unknown[]][] = [
  ...Object.entries({ products, channel_nodes: nodes, attribute_file: attributes }).map(
    ([feed, records]): [string, unknown[]] => [
      `insert into records (feed, id, data, deleted, source_file, load_id, line)
       select $1, coalesce(data ->> 'AttributeId', data ->> 'EntityId'), data,
         coalesce(data ->> 'EntityId' in ('9', '903'), false), 'made.jsonl', 1, 1
       from jsonb_array_elements($2::jsonb) as made (data)`,
      [feed, JSON.stringify(records)],
    ],
  ),
  [
    `insert into decorator_data (entity_type, entity_id, decorator_type, decorator_value, source)
     select d ->> 0, d ->> 1, d ->> 2, d ->> 3, 'manual' from jsonb_array_elements($1::jsonb) as made (d)`,
    [JSON.stringify(decorators)],
  ],
];
