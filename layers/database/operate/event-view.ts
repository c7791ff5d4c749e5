import type { EventView } from '#core/operate/responses.ts';

/** A row of file_processing_events as pg hands it over. */
export type EventRow = {
  id: number;
  event_time: Date;
  event_type: string;
  source_file: string | null;
  entity_type: string | null;
  records_processed: number | null;
  records_inserted: number | null;
  records_updated: number | null;
  records_unchanged: number | null;
  records_deleted: number | null;
  records_rejected: number | null;
  error_message: string | null;
  metadata: Record<string, unknown>;
  replay_date: Date | null;
  replaces_event: number | null;
};

export function viewEvent(row: EventRow): EventView {
  return {
    id: String(row.id),
    eventTime: row.event_time.toISOString(),
    eventType: row.event_type,
    sourceFile: row.source_file,
    entityType: row.entity_type,
    processed: row.records_processed,
    inserted: row.records_inserted,
    updated: row.records_updated,
    unchanged: row.records_unchanged,
    deleted: row.records_deleted,
    rejected: row.records_rejected,
    errorMessage: row.error_message,
    metadata: row.metadata,
    replayDate: row.replay_date?.toISOString() ?? null,
    replacesEvent: row.replaces_event === null ? null : String(row.replaces_event),
  };
}
