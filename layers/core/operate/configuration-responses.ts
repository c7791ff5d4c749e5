import * as z from 'zod';
import { ConfigurationProblem, ExportConfiguration } from '../export/configuration.ts';

const counts = { files: z.number(), columns: z.number(), mappings: z.number(), decorators: z.number() };

/** What keeps the configuration from being exported; nothing of it, when there are no problems. */
export const ConfigCheckResponse = z.object({
  hash: z.string(),
  rows: z.object(counts),
  /** Whether anything said which attributes there are: else any name of one passes. */
  attributesKnown: z.boolean(),
  problems: z.array(ConfigurationProblem),
});
export type ConfigCheckResponse = z.infer<typeof ConfigCheckResponse>;

export const ConfigExportResponse = z.object({ hash: z.string(), configuration: ExportConfiguration });
export type ConfigExportResponse = z.infer<typeof ConfigExportResponse>;

/** A row that an import adds, removes, changes, or lets stand elsewhere among its own; values as a sheet has them. */
export const RowDifference = z.object({
  kind: z.enum(['added', 'removed', 'changed', 'moved']),
  /** The row's id before; null of one that is added. */
  row: z.number().nullable(),
  /** The members that tell it apart. */
  name: z.array(z.string()),
  cells: z.array(
    z.object({ column: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});
export type RowDifference = z.infer<typeof RowDifference>;

export const TableDifference = z.object({
  table: z.string(),
  ...{
    added: z.number(),
    removed: z.number(),
    changed: z.number(),
    moved: z.number(),
    unchanged: z.number(),
  },
  /** The first of them. */
  rows: z.array(RowDifference),
});
export type TableDifference = z.infer<typeof TableDifference>;

export const ConfigImportResponse = z.object({
  /** The configuration that the difference is to. */
  shown: z.string(),
  tables: z.array(TableDifference),
  /** What an export would have against it; a row that is not written yet has no number. */
  problems: z.array(ConfigurationProblem),
  /** The event that tells of it; null while nothing was written. */
  event: z.string().nullable(),
});
export type ConfigImportResponse = z.infer<typeof ConfigImportResponse>;
