import * as z from 'zod';

/** One run of a unit's exports. */
export const ExportRun = z.object({
  run: z.number(),
  scope: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  status: z.enum(['running', 'done', 'failed']),
  error: z.string().nullable(),
  /** Of the CSVs that are written so far. */
  files: z.number(),
  rows: z.number(),
  sizeBytes: z.number(),
  rejected: z.number(),
  published: z.boolean(),
  asOfEvent: z.string().nullable(),
  configuration: z.string().nullable(),
});
export type ExportRun = z.infer<typeof ExportRun>;

/** The newest runs, newest first. */
export const ExportsResponse = z.object({ runs: z.array(ExportRun) });
export type ExportsResponse = z.infer<typeof ExportsResponse>;
