import * as z from 'zod';
import { ConfigurationProblem } from './configuration.ts';
import { LateFeed, Manifest } from './manifest.ts';

/** What the function `export-csv` is asked. */
export const ExportRequest = z.strictObject({
  /** The schedule asks every quarter of an hour of its window; a person is always answered by a run. */
  because: z.enum(['schedule', 'person']),
  /** Write what was there when this event was the newest. */
  asOf: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  /** Use the configuration of this run instead of today's. */
  configurationOf: z.int().min(1).optional(),
  /** Write beside the full set what differs since this run. */
  changedSince: z.int().min(1).optional(),
  /** Publish although a check fails or a feed is late. */
  accept: z.boolean().default(false),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

/** What became of it. Normal outcomes, all of them: a failure is thrown. */
export const ExportOutcome = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('not-due') }),
  z.strictObject({ outcome: z.literal('under-way'), run: z.int().nullable() }),
  /** What was asked for is not there: an event, a run. */
  z.strictObject({ outcome: z.literal('not-found'), code: z.string(), message: z.string() }),
  z.strictObject({
    outcome: z.literal('late'),
    run: z.int(),
    lateFeeds: z.array(LateFeed),
    tryAgain: z.boolean(),
  }),
  z.strictObject({ outcome: z.literal('refused'), run: z.int(), problems: z.array(ConfigurationProblem) }),
  z.strictObject({ outcome: z.enum(['published', 'held-back', 'written']), manifest: Manifest }),
]);
export type ExportOutcome = z.infer<typeof ExportOutcome>;
