import * as z from 'zod';

/** The name of a CSV, as all four tables write it. */
export const CsvName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.csv$/,
    'a CSV is named with letters, digits, . _ - and ends in .csv',
  );

/** A row's number in its table: how messages name it. */
const id = z.int().min(1);
const text = z.string().max(10_000);
const name = z.string().min(1).max(500);
const notes = text.nullable().default(null);

/** A row of `field_mapping`: a field feeds a column. */
export const FieldMapping = z.strictObject({
  id,
  inriver_entity: name,
  inriver_field: name,
  heiler_csv: CsvName,
  heiler_column: name,
  transformation_rule: text.nullable().default(null),
  active: z.boolean().default(true),
  notes,
});
export type FieldMapping = z.infer<typeof FieldMapping>;

/** A row of `decorator_data`: what the PIM before knew of an entity and inRiver does not. */
export const Decorator = z.strictObject({
  id,
  entity_type: name,
  entity_id: name,
  decorator_type: name,
  decorator_value: text,
  source: text.nullable().default(null),
  notes,
});
export type Decorator = z.infer<typeof Decorator>;

export const SourceType = z.enum(['inriver_field', 'decorator', 'static', 'computed']);
export type SourceType = z.infer<typeof SourceType>;

/** A row of `csv_template_config`: a column of a CSV, and where its values come from. */
export const TemplateColumn = z.strictObject({
  id,
  csv_name: CsvName,
  column_name: name,
  source_type: SourceType,
  source_value: text.nullable().default(null),
  default_value: text.nullable().default(null),
  transformation: text.nullable().default(null),
  required: z.boolean().default(false),
  notes,
});
export type TemplateColumn = z.infer<typeof TemplateColumn>;

/**
 * The closed form of a filter: every condition has to hold. A field is compared as text, as the CSV would show it without
 * a transformation.
 */
export const FilterCondition = z.union([
  z.strictObject({ field: name, is: z.enum(['present', 'missing']) }),
  z.strictObject({ field: name, in: z.array(text).min(1).max(1000) }),
  z.strictObject({ field: name, not_in: z.array(text).min(1).max(1000) }),
]);
export type FilterCondition = z.infer<typeof FilterCondition>;

/** A row of `csv_file_config`: a CSV as a whole. */
export const CsvFile = z.strictObject({
  id,
  csv_name: CsvName,
  /** The name of a row source of the catalog. */
  row_source: name,
  /** Column names; those that are not listed follow in the order of their ids. */
  column_order: z.array(name).default([]),
  /** Column names that order the rows, as text by code point; the row source's own order decides what is left. */
  row_order: z.array(name).default([]),
  filter: z.array(FilterCondition).max(50).nullable().default(null),
  /** How a missing value is written. */
  null_text: z
    .string()
    .max(50)
    .regex(/^[^",\r\n]*$/, 'no quote, comma or line end')
    .default(''),
  line_end: z.enum(['lf', 'crlf']).default('crlf'),
  /** Guards cells that a spreadsheet would take for a formula. */
  excel_safe: z.boolean().default(false),
  /** Columns that together name a row once. */
  key_columns: z.array(name).default([]),
  /** `column -> csv.column`: every value of the first is one of the second. */
  reference_columns: z.array(name).default([]),
  /** The share by which the number of rows may differ from the published run before; null: any. */
  row_band: z.number().min(0).nullable().default(0.5),
  active: z.boolean().default(true),
  notes,
});
export type CsvFile = z.infer<typeof CsvFile>;

/** All that decides what a unit's CSVs look like, each list in the order of its ids. */
export const ExportConfiguration = z.strictObject({
  files: z.array(CsvFile),
  columns: z.array(TemplateColumn),
  mappings: z.array(FieldMapping),
  decorators: z.array(Decorator),
});
export type ExportConfiguration = z.infer<typeof ExportConfiguration>;

/** The table of each list of a configuration. */
export const configurationTables = {
  files: 'csv_file_config',
  columns: 'csv_template_config',
  mappings: 'field_mapping',
  decorators: 'decorator_data',
} as const satisfies Record<keyof ExportConfiguration, string>;

/** Something that keeps a configuration from being exported. */
export const ConfigurationProblem = z.strictObject({
  table: z.enum(['csv_file_config', 'csv_template_config', 'field_mapping', 'decorator_data']),
  /** Null where no row is at fault but one is missing. */
  row: z.int().nullable(),
  /** Stable: `unknown-transformation`, `wrong-arity`, … */
  code: z.string(),
  message: z.string(),
});
export type ConfigurationProblem = z.infer<typeof ConfigurationProblem>;
