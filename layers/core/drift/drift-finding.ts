import * as z from 'zod';

/** What is different from what was known. */
export const DriftKind = z.enum([
  'new-attribute',
  'gone-attribute',
  'retyped-attribute',
  'new-value',
  'relabelled-value',
  'gone-value',
  'unknown-member',
]);
export type DriftKind = z.infer<typeof DriftKind>;

/** Something that the records of a feed did not have, or had otherwise, and that nobody has accepted yet. */
export const DriftFinding = z.object({
  feed: z.string(),
  what: DriftKind,
  entity: z.string(),
  /** The attribute, or the member. */
  name: z.string(),
  /** Of a controlled value. */
  key: z.string().nullable(),
  /** The type of an attribute or the label of a value, as it was known and as it came. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** There are declarations for such entities, and none has this attribute. */
  undeclared: z.boolean(),
  /** What brought it, or took it away. */
  event: z.string(),
  eventTime: z.string(),
  file: z.string(),
  line: z.number().nullable(),
});
export type DriftFinding = z.infer<typeof DriftFinding>;

/** A trait as it is kept, and under which other types or labels the same one is known. */
export type DriftedTrait = {
  kind: 'member' | 'attribute' | 'value';
  state: 'found' | 'gone';
  others: string | null;
};

/** What a trait that is not known, or no longer declared, comes to. */
export function nameDrift({ kind, state, others }: DriftedTrait): DriftKind {
  if (kind === 'member') return 'unknown-member';
  if (state === 'gone') return kind === 'attribute' ? 'gone-attribute' : 'gone-value';
  if (kind === 'attribute') return others === null ? 'new-attribute' : 'retyped-attribute';
  return others === null ? 'new-value' : 'relabelled-value';
}
