import * as z from 'zod';
import { CsvFile, Decorator, ExportConfiguration, FieldMapping, TemplateColumn } from './configuration.ts';

/** The lists of a configuration, in the order in which people read them. */
export const configurationLists = [
  'files',
  'columns',
  'mappings',
  'decorators',
] as const satisfies readonly (keyof ExportConfiguration)[];
export type ConfigurationList = (typeof configurationLists)[number];

/** A row of each list as a person writes it: its number is for its table to say. */
export const rowSchemas = {
  files: CsvFile.omit({ id: true }),
  columns: TemplateColumn.omit({ id: true }),
  mappings: FieldMapping.omit({ id: true }),
  decorators: Decorator.omit({ id: true }),
} as const;
export type ConfigurationRow<List extends ConfigurationList = ConfigurationList> = z.infer<
  (typeof rowSchemas)[List]
>;

/** What somebody wants a configuration to be, each list in its order. A list that is not there stays as it is. */
export const ConfigurationRows = z.strictObject({
  files: z.array(rowSchemas.files).optional(),
  columns: z.array(rowSchemas.columns).optional(),
  mappings: z.array(rowSchemas.mappings).optional(),
  decorators: z.array(rowSchemas.decorators).optional(),
});
export type ConfigurationRows = z.infer<typeof ConfigurationRows>;

/** The members that tell the rows of a list apart, whatever their ids. */
export const naturalKeys = {
  files: ['csv_name'],
  columns: ['csv_name', 'column_name'],
  mappings: ['inriver_entity', 'inriver_field', 'heiler_csv', 'heiler_column'],
  decorators: ['entity_type', 'entity_id', 'decorator_type', 'decorator_value'],
} as const satisfies { [List in ConfigurationList]: readonly (keyof ConfigurationRow<List>)[] };

/** The members that say among which rows of a list the order matters: columns stand, fields are tried in it. */
export const orderedWithin = {
  files: ['csv_name'],
  columns: ['csv_name'],
  mappings: ['heiler_csv', 'heiler_column'],
  decorators: ['entity_type', 'entity_id', 'decorator_type'],
} as const satisfies { [List in ConfigurationList]: readonly (keyof ConfigurationRow<List>)[] };

/** The row without its number. */
export function withoutId<Row extends { id: number }>(row: Row): Omit<Row, 'id'> {
  const { id: _, ...members } = row;
  return members;
}

/** Some members of a row as one text that nothing else comes to. */
export function keyOf(row: object, members: readonly string[]): string {
  return JSON.stringify(members.map((member) => (row as Record<string, unknown>)[member]));
}
