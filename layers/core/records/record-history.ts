import * as z from 'zod';

/**
 * A field that a line or a file changes; values are JSON as text, null where there is none. A long one is cut and ends in
 * `…`: then it is told how many characters it really has.
 */
export const FieldChange = z.object({
  field: z.string(),
  before: z.string().nullable(),
  beforeCharacters: z.number().optional(),
  after: z.string().nullable(),
  afterCharacters: z.number().optional(),
});
export type FieldChange = z.infer<typeof FieldChange>;

/** One line that speaks of a record, or one full run that lacks it, and what that did. */
export const RecordStep = z.object({
  /** The event that put it in force. */
  event: z.string(),
  eventTime: z.string(),
  load: z.number(),
  file: z.string(),
  /** Where the file stands among the others. */
  orderKey: z.string(),
  /** 0: no line, but the closing of a full run that lacks the record. */
  line: z.number(),
  op: z.enum(['patch', 'replace', 'delete']),
  what: z.enum(['inserted', 'updated', 'deleted', 'unchanged']),
  deleted: z.boolean(),
  /** True before the first line. */
  wasDeleted: z.boolean(),
  /** The event that took it out of force; null while it counts. */
  replacedBy: z.string().nullable(),
  changes: z.array(FieldChange),
  /** Changes that the answer had no room for. */
  hiddenChanges: z.number().optional(),
});
export type RecordStep = z.infer<typeof RecordStep>;

/** A field as it is, and where its value came from. Of a value that is cut, `characters` says how many it really has. */
export const FieldOrigin = z.object({
  field: z.string(),
  value: z.string(),
  characters: z.number().optional(),
  file: z.string(),
  line: z.number(),
  event: z.string(),
});
export type FieldOrigin = z.infer<typeof FieldOrigin>;

/** A record as its steps leave it. `changedBy`: the last that did anything; of a deleted record, what deleted it. */
export type FoldedRecord = { deleted: boolean; fields: FieldOrigin[]; changedBy: RecordStep };

/** The record that its steps, in order, come to; null when none speaks of it. */
export function foldSteps(steps: readonly RecordStep[]): FoldedRecord | null {
  const changedBy = steps.findLast(({ what }) => what !== 'unchanged');
  if (!changedBy) return null;
  const fields = new Map<string, FieldOrigin>();
  for (const step of steps) setFields(fields, step);
  return { deleted: changedBy.deleted, fields: [...fields.values()].toSorted(byField), changedBy };
}

/** A line that brings a record back has all of its values, also those that it had when it was deleted. */
function setFields(fields: Map<string, FieldOrigin>, step: RecordStep): void {
  const { file, line, event, changes } = step;
  for (const { field, after, afterCharacters: characters } of changes) {
    if (after === null) fields.delete(field);
    else fields.set(field, { field, value: after, ...(characters && { characters }), file, line, event });
  }
  if (step.what !== 'inserted') return;
  for (const [field, origin] of fields) fields.set(field, { ...origin, file, line, event });
}

/** In the order of the files; what was replaced stands before what took its place. */
export function byPlace(a: RecordStep, b: RecordStep): number {
  if (a.orderKey !== b.orderKey) return a.orderKey < b.orderKey ? -1 : 1;
  return Number(a.event) - Number(b.event) || a.line - b.line;
}

/** What a step was, from what it changed. */
export function nameStep({ deleted, wasDeleted, changes }: Omit<RecordStep, 'what'>): RecordStep['what'] {
  if (deleted !== wasDeleted) return deleted ? 'deleted' : 'inserted';
  return changes.length > 0 ? 'updated' : 'unchanged';
}

/** Members at the top first, as the files have them; then the attributes. */
function byField(a: FieldOrigin, b: FieldOrigin): number {
  const [aIsAttribute, bIsAttribute] = [a, b].map(({ field }) => field.startsWith('Attributes.'));
  if (aIsAttribute !== bIsAttribute) return aIsAttribute ? 1 : -1;
  return a.field < b.field ? -1 : 1;
}
