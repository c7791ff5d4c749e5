import pg from 'pg';
import type { FeedView } from '#catalog/feed-views.ts';
import grantOnView from './grant-on-view.sql' with { type: 'text' };

/** PostgreSQL's `invalid_table_definition`: what a view shows can be added to at its end, and not changed otherwise. */
const otherColumns = '42P16';

/**
 * Makes the views of a unit's feeds, in their schemas, or brings them up to the catalog, within the transaction of the
 * migration: nobody ever sees one of them missing.
 * @param views later ones may read earlier ones
 */
export async function createViews(administrator: pg.Client, views: readonly FeedView[]): Promise<void> {
  for (const schema of new Set(views.flatMap((view) => view.schema ?? [])))
    await administrator.query(`create schema if not exists ${pg.escapeIdentifier(schema)}`);
  await administrator.query('savepoint views');
  try {
    await createAll(administrator, views);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== otherColumns) throw error;
    await administrator.query('rollback to savepoint views');
    for (const view of views.toReversed()) await administrator.query(`drop view if exists ${nameOf(view)}`);
    await createAll(administrator, views);
  }
  for (const { schema, name } of views) await administrator.query(grantOnView, [schema, name]);
}

async function createAll(administrator: pg.Client, views: readonly FeedView[]): Promise<void> {
  for (const view of views) await administrator.query(view.sql);
}

function nameOf({ schema, name }: FeedView): string {
  const names = schema === null ? [name] : [schema, name];
  return names.map((each) => pg.escapeIdentifier(each)).join('.');
}
