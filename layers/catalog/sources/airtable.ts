import type { SourceColumn, SourceColumnType, SourceView } from '#core/sources/source-view.ts';

/** A column made of a field, by the name that it has in Airtable. */
const field =
  (type: SourceColumnType) =>
  (name: string, title: string): SourceColumn => ({ name, at: ['fields', title], type });

const text = field('text');
const texts = field('texts');
const links = field('links');
const date = field('date');
const flag = field('boolean');
/** The address of the first file of a field of files. */
const file = (name: string, title: string): SourceColumn => ({
  ...{ name, type: 'text' },
  at: ['fields', title, 0, 'url'],
});

function table(name: string, title: string, columns: readonly SourceColumn[]): SourceView {
  const created: SourceColumn = { name: 'created_time', at: ['createdTime'], type: 'time' };
  return {
    ...{ feed: `airtable_${name}`, schema: 'airtable_raw', name, title, id: 'id' },
    columns: [...columns, created],
  };
}

const product = table('product', 'Products, as Airtable has them', [
  text('name', 'Name'),
  text('status', 'Status'),
  links('product_line_ids', 'Product Line'),
  links('client_ids', 'Client'),
  links('sku_ids', 'SKUs'),
  text('netsuite_item_id', 'NetSuite Item ID'),
  links('dev_group_ids', 'Dev Groups'),
  text('description', 'Description'),
]);

const productLine = table('product_line', 'Product lines, as Airtable has them', [
  text('name', 'Name'),
  file('logo_url', 'Logo'),
  links('client_ids', 'Client'),
  links('product_ids', 'Products'),
  links('dev_group_ids', 'Dev Groups'),
  flag('active', 'Active'),
]);

const client = table('client', 'Clients, which are the brands, as Airtable has them', [
  text('name', 'Name'),
  links('product_line_ids', 'Product Lines'),
  links('product_ids', 'Products'),
  links('dev_group_ids', 'Dev Groups'),
]);

const sku = table('sku', 'SKUs, as Airtable has them', [
  text('sku_name', 'SKU'),
  text('size_name', 'Size'),
  links('product_ids', 'Product'),
  texts('regions', 'Regions'),
  file('photo_url', 'Photo'),
  text('upc', 'UPC'),
]);

/** Its dates are the stages that people see; the API lists all of them. */
export const airtableDevGroup = table('dev_group', 'Development groups, as Airtable has them', [
  text('name', 'Name'),
  links('client_ids', 'Client'),
  links('product_line_ids', 'Product Line'),
  links('product_ids', 'Products'),
  texts('asana_gids', 'Asana GIDs'),
  date('stage_1_brief_due', 'Stage 1: Brief due'),
  date('stage_2_concept_due', 'Stage 2: Concept due'),
  date('stage_3_sample_due', 'Stage 3: Sample due'),
  date('stage_4_approval_due', 'Stage 4: Approval due'),
  date('stage_5_production_due', 'Stage 5: Production due'),
  date('launch_date', 'Launch date'),
]);

/** The tables of the base: which of their fields are which columns, and which of these are dates and links. */
export const airtableSources: readonly SourceView[] = [product, productLine, client, sku, airtableDevGroup];
