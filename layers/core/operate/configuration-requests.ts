import * as z from 'zod';
import { ConfigurationRows } from '../export/configuration-rows.ts';

const unit = z.string();

/** Looks for what keeps a configuration from being exported. */
export const ConfigCheckRequest = z.strictObject({ verb: z.literal('config-check'), unit });
export const ConfigExportRequest = z.strictObject({ verb: z.literal('config-export'), unit });
/** Makes the configuration what the rows say; lists that are not there stay as they are. */
export const ConfigImportRequest = z.strictObject({
  verb: z.literal('config-import'),
  unit,
  rows: ConfigurationRows,
  by: z.string().min(1).max(200),
  /** The hash of the configuration that the difference was shown against; without it the difference is only shown. */
  shown: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type ConfigImportRequest = z.infer<typeof ConfigImportRequest>;
