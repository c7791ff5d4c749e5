import * as z from 'zod';

const cell = z.string().nullable();

/** A cell of a CSV that differs between two runs, or with `column` null the whole row. */
export const AskedCell = z.strictObject({
  kind: z.enum(['added', 'removed', 'changed']),
  /** The row's values of the key columns; without key columns of all columns that are compared. */
  key: z.array(cell).min(1).max(1000),
  column: z.string().nullable(),
});
export type AskedCell = z.infer<typeof AskedCell>;

export const cellsAtMost = 200;

/** What made cells of one CSV differ between two runs. */
export const ExportCausesRequest = z.strictObject({
  verb: z.literal('export-causes'),
  unit: z.string(),
  before: z.int().min(1),
  after: z.int().min(1),
  csv: z.string(),
  keyColumns: z.array(z.string()).min(1).max(1000),
  cells: z.array(AskedCell).min(1).max(cellsAtMost),
});
export type ExportCausesRequest = z.infer<typeof ExportCausesRequest>;

/** A file, or several lines of one, changed a field of a record that the row is made of. */
export const EventCause = z.object({
  kind: z.literal('event'),
  event: z.string(),
  eventTime: z.string(),
  file: z.string(),
  line: z.number(),
  feed: z.string(),
  record: z.string(),
  /** `Attributes.Name`, `Items[12]`; null: the record itself. */
  field: z.string().nullable(),
  /** The record, or the element of an array that the field names, came or went as a whole. */
  isWhole: z.boolean(),
  /** JSON as text. */
  before: cell,
  after: cell,
});
/** A row of a configuration table is not what it was. */
export const ConfigurationCause = z.object({
  kind: z.literal('configuration'),
  table: z.string(),
  row: z.number(),
  change: z.enum(['added', 'removed', 'changed']),
  /** The members that differ, as a sheet would have them. */
  members: z.array(z.object({ member: z.string(), before: cell, after: cell })),
});
export const Cause = z.discriminatedUnion('kind', [EventCause, ConfigurationCause]);
export type Cause = z.infer<typeof Cause>;
export type EventCause = z.infer<typeof EventCause>;
export type ConfigurationCause = z.infer<typeof ConfigurationCause>;

/** The causes of each cell, in the order of the request; none: nothing that is kept says why. */
export const ExportCausesResponse = z.object({ causes: z.array(z.array(Cause)) });
export type ExportCausesResponse = z.infer<typeof ExportCausesResponse>;
