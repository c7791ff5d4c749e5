import * as z from 'zod';
import { DriftFinding } from '../drift/drift-finding.ts';

/** What has drifted in a unit; with `accept` it counts as known from now on. */
export const DriftRequest = z.strictObject({
  verb: z.literal('drift'),
  unit: z.string(),
  accept: z
    .strictObject({
      by: z.string().min(1).max(200),
      /** How many findings whoever accepts them has seen. */
      findings: z.int().min(0),
    })
    .optional(),
});
export type DriftRequest = z.infer<typeof DriftRequest>;

/** A column of a CSV that shows what has drifted. */
export const TouchedColumn = z.object({
  csv: z.string(),
  column: z.string(),
  /** The rows of the configuration that make it do so, as `table id`. */
  configuration: z.array(z.string()),
  /** Rows of the CSV that have it now: so many an export would show it in. */
  rows: z.number(),
});
export type TouchedColumn = z.infer<typeof TouchedColumn>;

/** A finding with what it concerns now. */
export const DriftedFinding = DriftFinding.extend({
  /** Live records that have it; of what is gone, that have it still. */
  records: z.number(),
  /** The columns of CSVs that it touches. */
  columns: z.array(TouchedColumn),
});
export type DriftedFinding = z.infer<typeof DriftedFinding>;

/** `event`: of the acceptance; null when nothing was accepted. */
export const DriftResponse = z.object({ findings: z.array(DriftedFinding), event: z.string().nullable() });
export type DriftResponse = z.infer<typeof DriftResponse>;
