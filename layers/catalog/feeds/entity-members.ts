/** The members that an entity of inRiver's export may have. `FieldValues` is another word for `Attributes`. */
export const entityMembers = [
  'EntityId',
  'EntityTypeId',
  'FieldSetId',
  'Attributes',
  'FieldValues',
  'Items',
  'Resources',
  'InboundLinks',
  'OutboundLinks',
  'Deleted',
];
