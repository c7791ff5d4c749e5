/** A value that every row of a row source has under a name of its own. */
export type RowField = {
  /** The column of the row source's SQL. */
  column: string;
  /** `json`: as the record holds it, a locale map or controlled value included; `text`: ready to be written. */
  kind: 'json' | 'text';
  title: string;
  /** The column with the labels that the row's controlled values have now, by key; none: they are what the record says. */
  labels?: string;
};

/** A record that a row is made of: the column with its id. */
export type RowRecord = {
  feed: string;
  column: string;
  /** The row is, or belongs to, one element of an array of the record: the column with the element's EntityId. */
  element?: { member: string; column: string };
  /** Other members of the record that decide which rows there are. */
  members?: readonly string[];
};

/**
 * What the rows of a CSV are: a named query of the catalog over the tables and views of a unit. It reads `data` and
 * `deleted` of records and nothing else of them, so that it can also be run over records as they were.
 */
export type RowSource = {
  /** Kebab-case: `item`, `item-attribute`. */
  name: string;
  title: string;
  /** The feeds that a unit must have. */
  feeds: readonly string[];
  /** One select without parameters; its output columns are those that are named here. */
  sql: string;
  /** By the name that a configuration uses: `EntityId`, `AttributeId`, `Value`, `Locale`. */
  fields: Readonly<Record<string, RowField>>;
  /**
   * The columns with jsonb objects of attributes, in which every other field is looked up: the first that has it wins.
   * None: the rows have no attributes.
   */
  attributes: readonly string[];
  /** What decorators may hang on a row, the first that has a value winning: the entity type and the column of its id. */
  entities: readonly { type: 'item' | 'product' | 'attribute' | 'category'; column: string }[];
  /** The records that a row leads back to, so that what changed it can be found. */
  records: readonly RowRecord[];
  /** Columns that together order the rows completely, whatever a configuration says. */
  order: readonly string[];
};
