/**
 * Attributes of inRiver's own model that a configuration may name before anything has them: those that the configuration
 * that comes with Millrace names, so that it can be exported in every unit, whatever is loaded there.
 */
export const standardAttributes: readonly string[] = [
  'ProductId',
  'ProductName',
  'ProductDescription',
  'ProductBrand',
  'ShortDescription',
  'ItemId',
  'ItemName',
  'ItemEnabled',
  'ChannelNodeId',
  'ChannelNodeName',
  'ChannelNodePath',
  'ResourceFilename',
  'ResourceMimeType',
  'ResourceUrl',
];
