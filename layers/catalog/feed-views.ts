import type { SourceView } from '#core/sources/source-view.ts';
import { writeSourceView } from '#core/sources/write-source-view.ts';
import { writeEditableFields } from '#core/write-back/write-editable-fields.ts';
import { airtableDevGroup, airtableSources } from './sources/airtable.ts';
import { asanaSources } from './sources/asana.ts';
import invoices from './views/invoices.sql' with { type: 'text' };
import items from './views/items.sql' with { type: 'text' };
import pendingSyncQueue from './views/pending-sync-queue.sql' with { type: 'text' };
import syncState from './views/sync-state.sql' with { type: 'text' };
import { writeBacks } from './write-backs.ts';

/**
 * A view that a feed brings to the unit that lists it: to the unit's schema, or to a schema of its own, under a name that
 * people know. The latter can be in one unit only. Later ones may read earlier ones.
 */
export type FeedView = { feed: string; schema: string | null; name: string; sql: string };

/** Apart from the catalog of units and feeds, which whoever only asks for names should get without SQL. */
export const feedViews: readonly FeedView[] = [
  { feed: 'products', schema: null, name: 'items', sql: items },
  ...[...airtableSources, ...asanaSources].map(viewOf),
  {
    feed: airtableDevGroup.feed,
    schema: null,
    name: 'editable_fields',
    sql: writeEditableFields(writeBacks),
  },
  { feed: airtableDevGroup.feed, schema: 'pdos', name: 'pending_sync_queue', sql: pendingSyncQueue },
  { feed: 'netsuite_invoices', schema: 'ns', name: 'invoices', sql: invoices },
  { feed: 'netsuite_invoices', schema: 'netsuite_raw', name: 'sync_state', sql: syncState },
];

function viewOf(source: SourceView): FeedView {
  const { feed, schema, name } = source;
  const edited = writeBacks.find((writeBack) => writeBack.feed === feed);
  const editable = edited?.fields.map(({ column }) => column);
  return { feed, schema, name, sql: writeSourceView(source, editable) };
}
