import * as z from 'zod';

/**
 * Where the traits of a feed's records stand: their members, their attributes, the values of these. A file that brings
 * one which the feed did not have before has drifted.
 */
export const TraitPlaces = z.strictObject({
  /** What a record is: `Product`. */
  entity: z.string(),
  /** The members that an entity may have; any other one is unknown. Without them, every member is an attribute. */
  members: z.array(z.string()).optional(),
  /** The member that holds the attributes of an entity. */
  attributes: z.string().optional(),
  /** Members that hold lists of further entities, and what those are. */
  lists: z.record(z.string(), z.string()).default({}),
  /** Of a feed whose records declare the attributes of the other feeds: the members that do. */
  declares: z
    .strictObject({
      entity: z.string(),
      attribute: z.string(),
      type: z.string(),
      /** Says `true` of an attribute that may have several values; its type then ends in `[]`. */
      isList: z.string(),
      /** The keys of a controlled list, each with its label. */
      values: z.string(),
      /** How values of each declared type come; those of a type that is not here may come in any way. */
      comesAs: z.record(z.string(), z.array(z.string())),
    })
    .optional(),
});
export type TraitPlaces = z.infer<typeof TraitPlaces>;
