import type { ChangeCounts } from '#core/load/ports.ts';
import type { Transaction } from '../transaction.ts';
import insertEvent from './insert-event.sql' with { type: 'text' };
import insertResultEvent from './insert-result-event.sql' with { type: 'text' };

export type EventType =
  | 'file_received'
  | 'file_ignored'
  | 'file_duplicate'
  | 'file_start'
  | 'file_complete'
  | 'file_retired'
  | 'file_error'
  | 'file_resumed'
  | 'file_skipped'
  | 'file_unskipped'
  | 'full_closed'
  | 'full_withheld';

type EventSubject = {
  type: EventType;
  sourceFile: string;
  feed: string | null;
  landedFile: number;
  load?: number | null;
  metadata: Record<string, unknown>;
};

/** Appends an event that counts nothing; its id comes back. */
export async function writeEvent(
  transaction: Transaction,
  event: EventSubject & { errorMessage?: string },
): Promise<number> {
  const { rows } = await transaction.query<{ id: number }>(insertEvent, [
    event.type,
    event.sourceFile,
    event.feed,
    event.errorMessage,
    event.metadata,
    event.load,
    event.landedFile,
  ]);
  return idOf(rows);
}

/** Appends the event of a change of state, with its counts; its id comes back. */
export async function writeResultEvent(
  transaction: Transaction,
  event: EventSubject & {
    processed: number;
    rejected: number;
    counts: ChangeCounts;
    /** The event of the same file, or closing, that it takes the place of. */
    replaces?: number | null;
  },
): Promise<number> {
  const { rows } = await transaction.query<{ id: number }>(insertResultEvent, [
    event.type,
    event.sourceFile,
    event.feed,
    event.processed,
    event.counts.inserted,
    event.counts.updated,
    event.counts.unchanged,
    event.counts.deleted,
    event.rejected,
    event.metadata,
    event.load,
    event.landedFile,
    event.replaces,
  ]);
  return idOf(rows);
}

/** An insert returns exactly the row it wrote. */
function idOf(rows: { id: number }[]): number {
  return (rows[0] as { id: number }).id;
}
