import * as z from 'zod';
import { FieldOrigin, RecordStep } from '../records/record-history.ts';

/** One record as it is, or as it was when an event was the newest. */
export const ShowResponse = z.object({
  feed: z.string(),
  id: z.string(),
  asOf: z.object({ event: z.string(), eventTime: z.string() }).nullable(),
  /** A deleted record keeps its last values. */
  deleted: z.boolean(),
  /** What changed it last; of a deleted record, what deleted it. Line 0: its absence from a full run. */
  changedBy: z.object({ event: z.string(), eventTime: z.string(), file: z.string(), line: z.number() }),
  fields: z.array(FieldOrigin),
  /** Fields that the answer had no room for. */
  hiddenFields: z.number(),
});
export type ShowResponse = z.infer<typeof ShowResponse>;

/** What happened to one record, in the order of the files; what was replaced stands before what took its place. */
export const HistoryResponse = z.object({
  feed: z.string(),
  id: z.string(),
  steps: z.array(RecordStep),
  /** Steps before the first of them that the answer had no room for. */
  hiddenSteps: z.number(),
});
export type HistoryResponse = z.infer<typeof HistoryResponse>;
