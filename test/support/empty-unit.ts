/** Empties a unit as if it had been migrated a moment ago, but for what it may keep between two histories of one test. */
export async function emptyUnit(rows: (statement: string) => Promise<unknown>): Promise<void> {
  await rows(
    `begin;
     alter table file_processing_events disable trigger guard_event_table;
     alter table local_edits disable trigger guard_edit_table;
     truncate file_processing_events, landed_files, loads, raw_records, rejected_records, records, alerts, known_traits,
       local_edits, newest_edits, pending_sync_queue restart identity;
     alter table local_edits enable trigger guard_edit_table;
     alter table file_processing_events enable trigger guard_event_table;
     update feed_totals set live_records = 0, state_hash = repeat('0', 256)::bit(256);
     update lease set heartbeat = null, holder = null;
     commit`,
  );
}
