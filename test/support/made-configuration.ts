import {
  CsvFile,
  Decorator,
  FieldMapping,
  TemplateColumn,
  type ExportConfiguration,
} from '#core/export/configuration.ts';

type Given<Row> = Partial<Row>;

/** Rows as a person would write them: what is not said has its default, ids count from 1. */
export type MadeRows = {
  files?: Given<CsvFile>[];
  columns?: Given<TemplateColumn>[];
  mappings?: Given<FieldMapping>[];
  decorators?: Given<Decorator>[];
};

/** A configuration of the rows that a test cares for. */
export function madeConfiguration({
  files = [{}],
  columns = [],
  mappings = [],
  decorators = [],
}: MadeRows): ExportConfiguration {
  const numbered = <Row>(rows: Given<Row>[]) => rows.map((row, index) => ({ id: index + 1, ...row }));
  return {
    files: numbered(files).map((row) =>
      CsvFile.parse({ csv_name: 'items.csv', row_source: 'item', row_band: null, ...row }),
    ),
    columns: numbered(columns).map((row) =>
      TemplateColumn.parse({ csv_name: 'items.csv', column_name: 'c', source_type: 'inriver_field', ...row }),
    ),
    mappings: numbered(mappings).map((row) =>
      FieldMapping.parse({
        inriver_entity: 'Item',
        inriver_field: 'ItemId',
        heiler_csv: 'items.csv',
        heiler_column: 'c',
        ...row,
      }),
    ),
    decorators: numbered(decorators).map((row) =>
      Decorator.parse({
        entity_type: 'item',
        entity_id: 'I-1',
        decorator_type: 'purpose',
        decorator_value: 'searchable',
        ...row,
      }),
    ),
  };
}
