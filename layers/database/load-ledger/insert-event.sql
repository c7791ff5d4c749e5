-- Writes one event that counts nothing.
-- $1 event type, $2 source file, $3 feed, $4 error message, $5 metadata jsonb, $6 load, $7 landed file → id bigint
insert into file_processing_events (event_type, source_file, entity_type, error_message, metadata, load_id, landed_file)
values ($1, $2, $3, $4, $5, $6, $7)
returning id
