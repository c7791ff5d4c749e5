import {
  CsvFile,
  Decorator,
  FieldMapping,
  TemplateColumn,
  type ExportConfiguration,
} from '#core/export/configuration.ts';

/** Rows of the configuration of exports; every member can be replaced. */
export function csv(id: number, parts: Partial<CsvFile> = {}): CsvFile {
  return CsvFile.parse({ id, csv_name: 'items.csv', row_source: 'item', ...parts });
}

export function column(id: number, parts: Partial<TemplateColumn> = {}): TemplateColumn {
  const names = { csv_name: 'items.csv', column_name: 'Item#', source_type: 'inriver_field' };
  return TemplateColumn.parse({ id, ...names, ...parts });
}

export function mapping(id: number, parts: Partial<FieldMapping> = {}): FieldMapping {
  const from = { inriver_entity: 'Product', inriver_field: 'ProductId' };
  return FieldMapping.parse({ id, ...from, heiler_csv: 'items.csv', heiler_column: 'Item#', ...parts });
}

export function decorator(id: number, parts: Partial<Decorator> = {}): Decorator {
  const entity = { entity_type: 'attribute', entity_id: 'ProductBrand' };
  return Decorator.parse({
    id,
    ...entity,
    decorator_type: 'purpose',
    decorator_value: 'searchable',
    ...parts,
  });
}

/** One CSV of one column, fed by one mapping, and a decorator. */
export function aConfiguration(parts: Partial<ExportConfiguration> = {}): ExportConfiguration {
  return {
    files: [csv(1)],
    columns: [column(1)],
    mappings: [mapping(1)],
    decorators: [decorator(1)],
    ...parts,
  };
}
