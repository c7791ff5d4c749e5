import type { EventView } from '#core/operate/responses.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import { viewEvent, type EventRow } from './event-view.ts';
import listEventsSql from './list-events.sql' with { type: 'text' };
import { operateLabel } from './operate-label.ts';

/** A page of the event log, oldest first: behind the id `after`, or without it the newest. */
export function listEvents(
  database: Database,
  page: { after?: string | undefined; type?: string | undefined; limit: number },
): Promise<EventView[]> {
  return inTransaction(database, operateLabel, async (transaction) => {
    const { rows } = await transaction.query<EventRow>(listEventsSql, [page.after, page.type, page.limit]);
    return rows.map(viewEvent);
  });
}
