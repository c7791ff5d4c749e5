/**
 * What a column holds. What a source says that is not of the type is null, or no element of the list: the view never
 * breaks on it.
 */
export type SourceColumnType =
  | 'text'
  /** `YYYY-MM-DD`. */
  | 'date'
  /** A date and time with its offset. */
  | 'time'
  | 'boolean'
  /** A list of texts, empty where there is none; a lone value is a list of one. */
  | 'texts'
  /** A list of ids of other records, empty where there is none. */
  | 'links';

/** One column of a typed view. */
export type SourceColumn = {
  name: string;
  /** The members, and places in lists from 0, that lead to the value in the object as it was delivered. */
  at: readonly (string | number)[];
  /** The member of each element that the list is made of, where its elements are objects. */
  each?: string;
  type: SourceColumnType;
};

/** A view that shows the live records of one feed with typed columns, under a name that people know. */
export type SourceView = {
  feed: string;
  schema: string;
  name: string;
  title: string;
  /** What the column is called that identifies a record. */
  id: string;
  columns: readonly SourceColumn[];
};
