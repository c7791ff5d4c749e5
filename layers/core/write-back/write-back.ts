/** A column that people may edit: what it holds, and what the field is called at each destination. */
export type EditableField = {
  /** The column of the typed view. */
  column: string;
  type: 'date';
  airtable: string;
  /** `due_on` is the task's own; anything else is a custom field of the task. */
  asana: string;
};

/**
 * What people may edit of one kind of record, and where it is written back: to Airtable under the record's own id, and to
 * every Asana task whose gid the record names.
 */
export type WriteBack = {
  /** The kind of record, and the entity type of its rows for Airtable. */
  entity: string;
  feed: string;
  /** The typed view that shows the records with their edits. */
  schema: string;
  view: string;
  /** The column with the gids of its Asana tasks. */
  gids: string;
  /** The feed that says what those tasks hold. */
  taskFeed: string;
  fields: readonly EditableField[];
};
