import type { EventView, FileResponse } from '#core/operate/responses.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import { viewEvent, type EventRow } from './event-view.ts';
import { operateLabel } from './operate-label.ts';
import readEvent from './read-event.sql' with { type: 'text' };
import readFileSql from './read-file.sql' with { type: 'text' };

type FileRow = {
  feed: string | null;
  size_bytes: number;
  is_applied: boolean;
  is_halted: boolean;
  is_skipped: boolean;
  skip_reason: string | null;
  is_closing: boolean;
  is_replaying: boolean;
  is_duplicate: boolean;
  is_pending: boolean;
  progress: { rows: number; bytes: number } | null;
  event: number | null;
};

const unknownFile: FileResponse = {
  state: 'unknown',
  inForce: false,
  feed: null,
  progress: null,
  reason: null,
  event: null,
};

/** Where one object stands: its newest version when none is named. */
export function readFile(
  database: Database,
  key: string,
  versionId: string | undefined,
): Promise<FileResponse> {
  return inTransaction(database, operateLabel, (transaction) => readFileIn(transaction, key, versionId));
}

/** The same, in a transaction of the caller's. */
export async function readFileIn(
  transaction: Transaction,
  key: string,
  versionId: string | undefined,
): Promise<FileResponse> {
  const { rows } = await transaction.query<FileRow>(readFileSql, [key, versionId]);
  const [row] = rows;
  if (!row) return unknownFile;
  const events = await transaction.query<EventRow>(readEvent, [row.event]);
  const event = events.rows[0] ? viewEvent(events.rows[0]) : null;
  const state = stateOf(row);
  return {
    state,
    inForce: row.is_applied,
    feed: row.feed,
    progress: state === 'loading' && row.progress ? { ...row.progress, totalBytes: row.size_bytes } : null,
    reason: reasonOf(state, row, event),
    event,
  };
}

function reasonOf(state: FileResponse['state'], row: FileRow, event: EventView | null): string | null {
  if (state === 'replaying') return 'is replayed';
  if (state === 'leaving') return 'is taken out';
  if (state === 'skipped') return row.skip_reason;
  return event?.errorMessage ?? (event?.metadata['reason'] as string | undefined) ?? null;
}

function stateOf(row: FileRow): FileResponse['state'] {
  if (row.feed === null) return 'ignored';
  if (row.is_duplicate) return 'duplicate';
  if (row.is_halted) return 'halted';
  if (row.is_skipped && row.is_applied) return 'leaving';
  if (row.is_replaying) return 'replaying';
  if (row.is_closing) return 'pending';
  if (row.is_applied) return 'applied';
  if (row.is_skipped) return 'skipped';
  if (row.progress !== null) return 'loading';
  return row.is_pending ? 'pending' : 'superseded';
}
