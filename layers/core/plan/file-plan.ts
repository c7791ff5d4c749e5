import * as z from 'zod';
import { FieldChange } from '../records/record-history.ts';

export const PlannedChange = z.object({
  id: z.string(),
  kind: z.enum(['inserted', 'updated', 'deleted']),
  /** The line that does it; 0: its absence from a full file. Null: its absence from a corrected one. */
  line: z.number().nullable(),
  fields: z.array(FieldChange),
  /** Fields that the answer had no room for. */
  hiddenFields: z.number().optional(),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

export const PlannedReject = z.object({ line: z.number(), code: z.string(), reason: z.string() });

/** What a file would do if it landed now. */
export const FilePlan = z.object({
  file: z.string(),
  feed: z.string(),
  kind: z.enum(['delta', 'full']),
  /**
   * `late`: it would take its place before files in force; `correction`: that of an older version of its key;
   * `duplicate`: these very bytes are in force already, and nothing would happen.
   */
  place: z.enum(['last', 'late', 'correction', 'duplicate']),
  /** What would keep it from loading: a halt, by its code and message. Empty: it would load. */
  halts: z.array(z.object({ code: z.string(), message: z.string() })),
  /** What would come before it, or keep it waiting for a while. */
  notes: z.array(z.string()),
  lines: z.object({ total: z.number(), blank: z.number(), good: z.number(), rejected: z.number() }),
  /** Good lines that a later line of the same id in the file overtakes. */
  folded: z.number(),
  counts: z.object({
    inserted: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    deleted: z.number(),
  }),
  /**
   * Of a part with which its full run is whole: records that closing the run would delete besides, if no further part
   * comes, and whether the deletion guard would halt that. Null where that cannot be said.
   */
  closing: z.object({ deleted: z.number(), isGuarded: z.boolean() }).nullable(),
  /** Records of the file that a later file in force speaks of, too. */
  overtaken: z.number(),
  /** The first of them. */
  rejects: z.array(PlannedReject),
  /** A page of the changed records, by id. */
  changes: z.array(PlannedChange),
  /** Ask again with this as `afterId`; null: there are no more. */
  nextId: z.string().nullable(),
});
export type FilePlan = z.infer<typeof FilePlan>;
