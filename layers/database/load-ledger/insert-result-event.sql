-- Writes the event of a change of state, with its counts.
-- $1 event type, $2 source file, $3 feed, $4 processed, $5 inserted, $6 updated, $7 unchanged, $8 deleted,
-- $9 rejected, $10 metadata jsonb, $11 load, $12 landed file,
-- $13 event that it replaces or null → id bigint
insert into file_processing_events (
  event_type, source_file, entity_type, records_processed, records_inserted, records_updated, records_unchanged,
  records_deleted, records_rejected, metadata, load_id, landed_file, replaces_event
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
returning id
